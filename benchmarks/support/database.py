"""PostgreSQL for tests and benchmarks, found or installed: `python -m benchmarks.support.database` makes sure of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

USER, PASSWORD = "kerasdl", "open sesame"  # with a sign that a URL must spell out
FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
STOPS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}  # as pg_ctl calls them; immediate is a crash


def programs() -> Path | None:
    """The folder of the newest `initdb` and `postgres`; None where there is none."""
    found = [Path(f) for pattern in FOLDERS for f in sorted(Path("/").glob(pattern[1:]))]
    on_path = shutil.which("postgres")
    folders = ([Path(on_path).parent] if on_path else []) + found[::-1]
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


class Server:
    """A PostgreSQL server of one's own on 127.0.0.1, with one user who has a password."""

    def __init__(self, folder: Path) -> None:
        bin_folder = programs()
        assert bin_folder is not None, "PostgreSQL is needed: python -m benchmarks.support.database"
        # PostgreSQL refuses to run as root; Debian's package brings a user for it.
        self._as: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if _root() else {}
        self._postgres, self._data, self._log = bin_folder / "postgres", folder / "data", folder / "log"
        self.port = free_port()
        (folder / "password").write_text(PASSWORD)
        if _root():
            folder.chmod(0o755)
            shutil.chown(folder, "postgres", "postgres")
        command = [
            str(bin_folder / "initdb"),
            "-D",
            str(self._data),
            "-U",
            USER,
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        command += ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **self._as)
        self.start()

    def url(self, database: str = "postgres", *, port: int | None = None, password: str = "open%20sesame") -> str:
        """Where it is reached, for SQLAlchemy and for psycopg."""
        return f"postgresql://{USER}:{password}@127.0.0.1:{port or self.port}/{database}"

    def new_database(self, name: str) -> str:
        """The URL of an empty database."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [str(self._postgres), "-D", str(self._data), "-p", str(self.port)]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._data.parent, **self._as
            )
        end = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < end, self._log.read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: str = "fast") -> None:
        """Stop it, "fast" or "immediate"; it does not wait for those who are connected."""
        self._process.send_signal(STOPS[how])
        self._process.wait(60)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running_postgres() -> Iterator[Server]:
    """A server that is stopped and removed at the end."""
    # Not pytest's folder, into which only its own user can look.
    with tempfile.TemporaryDirectory(prefix="kerasdl-postgres-") as folder:
        server = Server(Path(folder))
        try:
            yield server
        finally:
            server.stop("immediate")


def _root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main() -> int:
    if programs():
        return 0
    print("installing PostgreSQL for the tests", file=sys.stderr)
    if _root() and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "postgresql"], stdout=subprocess.DEVNULL, check=False)
    if programs():
        return 0
    print("The tests need PostgreSQL's initdb and postgres; install postgresql.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
