"""What tests of the runtime share: a Postgres server, `postgres.database("name")` for each role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.runtime.postgres import Server, started


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server of the session's own; see `postgres.py`."""
    with started() as server:
        yield server
