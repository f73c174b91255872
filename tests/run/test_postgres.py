"""Under `--stores postgres` no service reaches the data of another; a server that was killed does not keep the next one from starting."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.run.system import BOARD, copied, running

from skerry.run.parts import database

pytestmark = pytest.mark.skipif(not database.available(), reason="needs the extra `postgres`")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where a system has its cluster, as root elsewhere."""
    yield tmp_path / "postgres"
    shutil.rmtree(database.cluster(tmp_path / "postgres"), ignore_errors=True)


def test_a_server_that_was_killed_is_followed_while_it_is_a_zombie(folder: Path, tmp_path: Path) -> None:
    part = database.Postgres(folder, ["note-service"], tmp_path / "postgres.log")

    async def follows() -> None:
        await part.start()
        os.kill(part.pid, signal.SIGKILL)
        await part.ended()
        with subprocess.Popen(["true"], user=database.USER if os.geteuid() == 0 else None) as ended:
            os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
            file = database.cluster(folder) / "data" / "postmaster.pid"
            file.write_text(f"{ended.pid}\n" + file.read_text().partition("\n")[2])
            await part.start()
        await part.stop()

    asyncio.run(follows())


def test_another_services_database_is_refused_by_postgres(tmp_path: Path) -> None:
    import psycopg  # noqa: PLC0415 - an extra

    board = copied(BOARD, tmp_path / "board")
    model = board / "board.arch.yaml"
    second = """
  card-service:
    context: cards
    owns: [Card]
    stores: { main: { postgres: cards, outbox: true } }
    api:
      v1:
        POST /cards: draw(DrawCard) -> 201 Card
"""
    text = model.read_text().replace("\n  echo-service:", f"{second}\n  echo-service:")
    text = text.replace("does: [notes] }", "does: [notes] }\n  cards: { kind: core, team: ours, does: [cards] }")
    cards = "types:\n  cards:\n    Card: { id: uuid, text: text }\n    DrawCard: { text: text }\n"
    model.write_text(text.replace("types:\n", cards))
    with running(board, "--gateway", "python", "--bus", "sqlite", "--stores", "postgres", "--quiet") as system:
        assert system.request("POST", "/v1/notes", {"text": "hello"})[0] == 201
        passwords = json.loads((board / ".skerry/run/postgres.json").read_text())
        server = {"host": "127.0.0.1", "port": system.parts()["postgres"]["url"].rpartition(":")[2]}
        own = {"user": "note_service", "password": passwords["note_service"]}
        with psycopg.connect(**server, **own, dbname="note_service") as connection:
            assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(**server, **own, dbname="card_service")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**server, user="card_service", password=passwords["note_service"], dbname="card_service")
