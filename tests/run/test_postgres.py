"""Under `--stores postgres` no service reaches the data of another: Postgres refuses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.run.system import BOARD, copied, running

from skerry.run.parts import database

pytestmark = pytest.mark.skipif(not database.available(), reason="needs the extra `postgres`")


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
      auth: { public: [] }
      v1:
        POST /cards: draw(DrawCard) -> 201 Card
"""
    text = model.read_text().replace("\n  echo-service:", f"{second}\n  echo-service:")
    text = text.replace("does: [notes] }", "does: [notes] }\n  cards: { kind: core, team: ours, does: [cards] }")
    model.write_text(text + "  cards:\n    Card: { id: uuid, text: text }\n    DrawCard: { text: text }\n")
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
