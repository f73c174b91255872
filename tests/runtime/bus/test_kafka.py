"""The bus on Kafka, with a broker that speaks its protocol and keeps memory only: all but durability."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from tests.runtime.bus.harness import run
from tests.runtime.bus.mesh import ABSENT, MeshBroker
from tests.runtime.bus.shared import SharedConformance

from skerry_runtime.bus import Bus, BusUnavailable, open_bus
from skerry_runtime.bus.kafka import KafkaBus
from skerry_runtime.bus.kafka_group import context_of

pytestmark = pytest.mark.skipif(bool(ABSENT), reason=ABSENT)


_QUICK = {  # each costs that broker's second or more for a group to come together; the rest is for `make kafka`
    "test_order_within_a_key_holds_while_some_fail",
    "test_a_dead_letter_lets_others_pass_and_comes_back_by_replay",
    "test_closing_waits_for_the_handler_that_runs",
    "test_members_of_a_group_share_its_events_in_order",
}


class TestKafka(SharedConformance):
    @pytest.fixture(autouse=True)
    def chosen(self, request: pytest.FixtureRequest) -> None:
        if request.function.__name__ not in _QUICK and not os.environ.get("SKERRY_KAFKA"):
            pytest.skip("`make kafka` runs it")

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
