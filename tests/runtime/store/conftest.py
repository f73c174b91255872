"""Databases for the tests of this folder: each test of a store runs on SQLite and on Postgres, which is one server for all tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/service.db"
    server: Any = request.getfixturevalue("postgres")
    return str(server.database(f"store_{uuid4().hex[:12]}"))


@pytest.fixture
def database(url: str) -> str:
    """The same, under the name that tests of outbox and inbox use."""
    return url
