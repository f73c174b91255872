"""The bus in a file."""

import sqlite3
from pathlib import Path

import pytest
from tests.runtime.bus.conformance import SharedConformance

from skerry_runtime.bus import Bus


class TestSqlite(SharedConformance):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite://{tmp_path}/bus.db"

    async def broken(self, bus: Bus, url: str, what: str, body: bytes) -> None:
        db = sqlite3.connect(url.removeprefix("sqlite://"))
        with db:
            db.execute(
                "INSERT INTO events (source, id, type, key, at, body) VALUES ('', '', ?, '', 0, ?)", (what, body)
            )
        db.close()
