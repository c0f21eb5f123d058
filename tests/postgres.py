"""Debian's PostgreSQL for tests: on a socket in a folder of its own, as a user without rights."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.missing import skip_or_fail

HBA = "local all guarded scram-sha-256\nlocal all all trust\n"
PATIENCE_S = 60
NOBODY = ("postgres", "nobody")  # PostgreSQL does not run as root


def programs() -> Path | None:
    """Return the folder of initdb and postgres, or None where they are not installed."""
    named = shutil.which("initdb")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].resolve().parent if found else None


def needed() -> None:
    """Skip the test with a loud notice where PostgreSQL is missing and not demanded."""
    if programs() is None:
        skip_or_fail(
            "NO POSTGRESQL TESTS: PostgreSQL is not installed (apt-get install postgresql)",
            "FOOTNOTE_NEEDS_POSTGRES",
        )


class PostgresServer:
    """A server that runs until `close`; every index has a database of its own in it."""

    def __init__(self, *options: str) -> None:
        found = programs()
        assert found, "PostgreSQL expected, none found: apt-get install postgresql"
        self._programs = found
        self._options = [part for option in options for part in ("-c", option)]
        self.folder = Path(tempfile.mkdtemp(prefix="footnote-pg-"))
        owner = _owner()
        plain = {key: value for key, value in os.environ.items() if key != "LD_PRELOAD"}
        self._as: dict[str, Any] = {"user": owner, "cwd": self.folder, "env": plain}
        if owner:
            shutil.chown(self.folder, owner)
        asked = ["-U", "footnote", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-kN"]
        command = [str(found / "initdb"), "-D", str(self.folder / "data"), *asked]
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, stdout=quiet, **self._as)
        (self.folder / "data" / "pg_hba.conf").write_text(HBA)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data")]
        command += ["-k", str(self.folder), "-c", "listen_addresses=", *self._options]
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._as)
        self._wait()

    def _wait(self) -> None:
        for _ in range(PATIENCE_S * 20):
            try:
                psycopg.connect(self.address("postgres")).close()
                return
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
        raise TimeoutError("PostgreSQL does not answer")

    def address(self, database: str, user: str = "footnote", password: str = "") -> str:
        """Return the address of a database."""
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@/{database}?host={self.folder}"

    def ask(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement and return what it finds."""
        return self.run(sql, self.address(database))

    def run(self, sql: str, address: str) -> list[tuple[object, ...]]:
        """Run statements at an address and return what the last one finds."""
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def make(self, database: str, template: str = "template0") -> str:
        """Make a database anew, empty or a copy of another, and return its address."""
        self.ask(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self.ask(f"CREATE DATABASE {database} TEMPLATE {template}")
        return self.address(database)

    def schema(self, folder: Path) -> str:
        """Return the address of a schema for a folder in the database "shared", made if need be."""
        name = "s" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self.ask(f"CREATE SCHEMA IF NOT EXISTS {name}", "shared")
        return f"{self.address('shared')}&options=-csearch_path%3D{name}"

    def kill(self) -> None:
        """End all of it at once, as a loss of power does."""
        group = [self._process.pid, *_children(self._process.pid)]
        for process in group:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()

    def stop(self) -> None:
        """End it in order, whoever is connected."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait()

    def close(self) -> None:
        """End it and remove what it wrote."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _owner() -> str | None:
    if os.geteuid():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in NOBODY if name in known)


def _children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in found.split()]
