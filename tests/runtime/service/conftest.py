"""One service on SQLite and one on Postgres; most tests ask both."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.service.running import Running, running

_NUMBERS = count()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('sqlite')}/orders.db"
    server: Any = request.getfixturevalue("postgres")
    return str(server.database(f"orders{next(_NUMBERS)}"))  # this is set up again where files alternate between the two


@pytest.fixture(scope="session")
def service(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("service")
    with running(url, folder) as found:
        yield found
