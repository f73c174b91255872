"""One running shop for all who only use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.alive.shop import Shop


@pytest.fixture(scope="module")
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    more = getattr(request.module, "OPTIONS", ())
    shop = Shop(tmp_path_factory.mktemp("alive"), "--gateway", "python", "--bus", "sqlite", *more)
    try:
        yield shop.start()
    finally:
        shop.stop()
