"""The bus on NATS JetStream, with a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.runtime.bus.broker import Broker
from tests.runtime.bus.harness import run
from tests.runtime.bus.shared import SharedConformance

from skerry_runtime.bus import Bus, BusUnavailable, open_bus
from skerry_runtime.bus.nats import NatsBus


class TestNats(SharedConformance):
    @pytest.fixture
    def broker(self, tmp_path: Path) -> Iterator[Broker]:
        broker = Broker(tmp_path / "nats")
        broker.start()
        yield broker
        broker.kill()

    @pytest.fixture
    def url(self, broker: Broker) -> str:
        return broker.url

    async def broken(self, bus: Bus, url: str, what: str, body: bytes) -> None:
        assert isinstance(bus, NatsBus)
        await bus._client.jetstream().publish(what, body)


@run
async def test_no_server() -> None:
    with pytest.raises(BusUnavailable, match="no NATS server"):
        await NatsBus.connected("nats://127.0.0.1:1", wait=0.5)
    with pytest.raises(ValueError, match="expected"):
        await open_bus("redis://x")
