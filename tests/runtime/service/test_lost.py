"""An engine of sagas that stops for good takes its process along: without it, orders would be taken that nobody carries out."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.runtime.bus.harness import run, until

from skerry_runtime.saga import EngineFailed
from skerry_runtime.saga.journal.engine import Journal
from skerry_runtime.service.standard import Sagas


class Told:
    def __init__(self) -> None:
        self.why: list[str] = []

    def lose(self, why: str) -> None:
        self.why.append(why)


def sagas(folder: Path) -> Sagas:
    known: Any = SimpleNamespace(service="order-service")
    return Sagas(known, (), None, {"SKERRY_SAGAS": f"journal:///{folder}/sagas.db"})


@run
async def test_the_service_is_told_when_its_engine_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stops(_: Journal) -> None:
        await asyncio.sleep(0)
        raise EngineFailed("disk I/O error")

    monkeypatch.setattr(Journal, "run", stops)
    service: Any = Told()
    part = sagas(tmp_path)
    await part.start(service)
    await until(lambda: service.why)
    assert service.why == ["the engine of sagas has stopped: disk I/O error"]
    await part.stop()


@run
async def test_a_service_that_ends_it_has_lost_nothing(tmp_path: Path) -> None:
    service: Any = Told()
    part = sagas(tmp_path)
    await part.start(service)
    await asyncio.sleep(0.1)
    await part.stop()
    await asyncio.sleep(0.1)
    assert not service.why
