from __future__ import annotations

from collections.abc import Iterator

import pytest

from .postgres import Server, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server() as running:
        yield running
