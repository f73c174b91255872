"""A warehouse and orders, each twice; and one warehouse alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.runtime.faces.grpc.twins import Twins, started

from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.service.testing import Tested


def _twins(service: str, place: Path) -> Iterator[Twins]:
    with started(service, place / "rest") as rest, started(service, place / "grpc") as other:
        spoken = Spoken(other.service)
        yield Twins(rest, spoken)
        spoken.close()


@pytest.fixture(scope="package")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    yield from _twins("inventory-service", tmp_path_factory.mktemp("warehouses"))


@pytest.fixture(scope="package")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    yield from _twins("order-service", tmp_path_factory.mktemp("orders"))


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Tested]:
    with started("inventory-service", tmp_path) as running:
        yield running


@pytest.fixture
def spoken(warehouse: Tested) -> Iterator[Spoken]:
    found = Spoken(warehouse.service)
    yield found
    found.close()
