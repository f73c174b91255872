"""A warehouse and orders, each twice; and one warehouse alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.faces.grpc.twins import Twins, started

from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.service.testing import Tested


def _twins(service: str, place: Path) -> Iterator[Twins]:
    with started(service, place / "rest") as rest, started(service, place / "grpc") as other:
        spoken = Spoken(other.service, token=other.token)
        yield Twins(rest, spoken)
        spoken.close()


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    yield from _twins("inventory-service", tmp_path_factory.mktemp("warehouses"))


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    yield from _twins("order-service", tmp_path_factory.mktemp("orders"))


@dataclass
class Mood:
    """How the warehouse behaves: it thinks for so many seconds, or makes a mistake."""

    pause: float = 0.0
    broken: bool = False


@pytest.fixture
def mood() -> Mood:
    return Mood()


@pytest.fixture
def warehouse(tmp_path: Path, mood: Mood) -> Iterator[Tested]:
    def moody(kind: type[Any]) -> type[Any]:
        async def move(self: Any, productId: Any, request: Any) -> Any:
            await asyncio.sleep(mood.pause)
            return await kind.move(self, productId, request)

        async def stock(self: Any, productId: Any) -> Any:
            if mood.broken:
                raise ZeroDivisionError("secret")
            await asyncio.sleep(mood.pause)
            return await kind.stock(self, productId)

        return type("Moody", (kind,), {"move": move, "stock": stock})

    with started("inventory-service", tmp_path, moody) as running:
        yield running


@pytest.fixture
def spoken(warehouse: Tested) -> Iterator[Spoken]:
    found = Spoken(warehouse.service, token=warehouse.token)
    yield found
    found.close()
