"""One running shop for all who only use it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.alive.shop import Shop


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("alive"), "--gateway", "python", "--bus", "sqlite")
    try:
        yield shop.start()
    finally:
        shop.stop()
