"""Each test of a store runs on SQLite and on Postgres."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/bank.db"
    server: Any = request.getfixturevalue("postgres")
    return str(server.database(f"bank_{uuid4().hex[:12]}"))
