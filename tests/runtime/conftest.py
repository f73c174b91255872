"""What tests of the runtime share: a Postgres server, `postgres.database("name")` for each role."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from tests.runtime.postgres import Server, started

# Tests that call over gRPC start programs as well: between fork and exec its handlers end such a child now and then (SIGABRT).
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server of the session's own; see `postgres.py`."""
    with started() as server:
        yield server
