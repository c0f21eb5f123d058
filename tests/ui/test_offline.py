"""Nothing leaves the machine: the server is run where the kernel counts what wants to."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.missing import skip_or_fail

ROOT = Path(__file__).parents[2]
UNSHARE = ["unshare", "--net", "--mount", "--map-root-user", "--user", "sh", "-c"]
# A network that leads nowhere, and a resolver in it: whatever wants to leave is counted by the
# kernel as having no route.
ALONE = "set -e; ip link set lo up; mount --bind resolv.conf /etc/resolv.conf\n"
COUNT = "\nawk '/^Ip:/ {n=$13} END {print \"wanted to leave:\", n}' /proc/net/snmp"
COUNT += "; awk '/^Ip6OutNoRoutes/ {print \"by IPv6:\", $2}' /proc/net/snmp6"
NOTHING = "wanted to leave: 0\nby IPv6: 0\n"


@pytest.fixture(scope="module")
def isolated() -> None:
    """Skip, and say so, where a network of one's own is not allowed."""
    needed = shutil.which("unshare") and shutil.which("ip")
    if not needed or subprocess.run([*UNSHARE, "ip link set lo up"], check=False).returncode:
        skip_or_fail("NO NETWORK TESTS: `unshare --net` is not allowed here")


def run_alone(work: str, folder: Path) -> str:
    """Return what some work printed, and how often it wanted to leave."""
    (folder / "resolv.conf").write_text("nameserver 192.0.2.53\n")
    done = subprocess.run(
        [*UNSHARE, ALONE + work + COUNT],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket(2, 2).sendto(b'x', ('198.51.100.1', 9))",
        "import socket; socket.create_connection(('198.51.100.1', 80))",
        "import socket; socket.create_connection(('2001:db8::1', 80))",
        "import socket; socket.getaddrinfo('a.example', 80)",
    ],
)
def test_what_wants_to_leave_is_counted(code: str, tmp_path: Path) -> None:
    shown = run_alone(f'{sys.executable} -c "{code}" || true', tmp_path)
    assert not shown.endswith(NOTHING)


@pytest.mark.usefixtures("isolated")
def test_from_indexing_to_the_answer_nothing_leaves(tmp_path: Path) -> None:
    command = f"{sys.executable} -m ui.cli"
    client = """
import json, sys, time
from urllib.request import Request, urlopen
site = "http://127.0.0.1:7861"
for _ in range(600):
    try:
        urlopen(site + "/health")
        break
    except OSError:
        time.sleep(0.1)
for path in ("/", "/config", "/docs", "/source/000_399332cef55f8cf9.txt", "/metrics"):
    urlopen(site + path).read()
asked = json.dumps({"question": "Who is the mayor of DC?"}).encode()
print(urlopen(Request(site + "/api/ask", asked, {"Content-Type": "application/json"})).read())
"""
    (tmp_path / "client.py").write_text(client)
    work = f"""
{command} ask "How many electoral votes did Joe Biden win?"
{command} chat --port 7861 & server=$!
{sys.executable} client.py
kill $server
wait $server
"""
    shown = run_alone(work, tmp_path)
    assert "306 to 232" in shown
    assert "Muriel Bowser" in shown
    assert shown.endswith(NOTHING)
