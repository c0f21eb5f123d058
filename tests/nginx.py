"""Debian's nginx for tests, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.missing import skip_or_fail

CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {inside}
}}
"""


def needed() -> str:
    """Return the program; skip the test with a loud notice where it is missing, not demanded."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        skip_or_fail(
            "NO NGINX TESTS: nginx is not installed (apt-get install nginx)", "FOOTNOTE_NEEDS_NGINX"
        )
    return found


@contextmanager
def nginx(folder: Path, inside: str) -> Iterator[None]:
    """Run nginx with this inside `http`, until the end of the block."""
    program = needed()
    folder.mkdir(exist_ok=True)
    user = "" if os.geteuid() else "user root;"  # its workers could not read the folder
    text = CONFIGURATION.format(user=user, folder=folder, inside=inside)
    (folder / "nginx.conf").write_text(text)
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while not _text(folder / "pid"):  # it listens before it says so; -t leaves an empty one
            assert running.poll() is None, (folder / "error.log").read_text()
            time.sleep(0.05)
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(15)


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that vouches for itself; return it and its key."""
    folder.mkdir(exist_ok=True)
    public, key = folder / "public.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext"]
    command += ["subjectAltName=IP:127.0.0.1", "-out", str(public), "-keyout", str(key)]
    subprocess.run(command, check=True, capture_output=True)
    return public, key
