"""The bus on Kafka, with a broker that speaks its protocol and keeps memory only: all but durability."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.runtime.bus.harness import run
from tests.runtime.bus.mesh import ABSENT, MeshBroker
from tests.runtime.bus.shared import SharedConformance

from skerry_runtime.bus import Bus, BusUnavailable, open_bus
from skerry_runtime.bus.kafka import KafkaBus
from skerry_runtime.bus.kafka_group import context_of

pytestmark = pytest.mark.skipif(bool(ABSENT), reason=ABSENT)


class TestKafka(SharedConformance):
    @pytest.fixture
    def url(self) -> Iterator[str]:
        broker = MeshBroker()
        broker.start()
        yield broker.url
        broker.kill()

    async def broken(self, bus: Bus, url: str, what: str, body: bytes) -> None:
        assert isinstance(bus, KafkaBus)
        await bus._client.put(context_of(what), None, body, (("ce_type", what.encode()),))


@run
async def test_no_server() -> None:
    with pytest.raises(BusUnavailable, match="no Kafka answers"):
        await open_bus("kafka://127.0.0.1:1")
