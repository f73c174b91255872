"""The bus on RabbitMQ, with a real server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain, repeat

import pytest
from tests.runtime.bus.harness import CREATED, QUICK, Heard, made, opened, run, settled, until
from tests.runtime.bus.rabbit import ABSENT, RabbitBroker
from tests.runtime.bus.shared import SharedConformance

from skerry_runtime.bus import Bus, BusUnavailable, open_bus
from skerry_runtime.bus.rabbitmq import RabbitBus
from skerry_runtime.bus.rabbitmq_group import Member

pytestmark = [
    pytest.mark.skipif(bool(ABSENT), reason=ABSENT),
    pytest.mark.skipif(not os.environ.get("SKERRY_RABBITMQ"), reason="`make rabbitmq` runs it"),
]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitBroker]:
    broker = RabbitBroker(tmp_path_factory.mktemp("rabbitmq"), tests=40)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def url(broker: RabbitBroker) -> str:
    return broker.url()


class TestRabbitMq(SharedConformance):
    async def broken(self, bus: Bus, url: str, what: str, body: bytes) -> None:
        assert isinstance(bus, RabbitBus)
        await bus._link.put(what.partition(".")[0], what, body, {})

    @run
    async def test_a_member_that_was_not_heard_of_for_a_moment_begins_again(self, url: str) -> None:
        heard, answers = Heard(), chain([False], repeat(True))
        async with opened(url) as bus:
            member = await bus.subscribe("one", [CREATED], heard, QUICK)
            assert isinstance(member, Member)
            member._lanes._owned = lambda: next(answers)
            await bus.publish([made(1, "a"), made(2, "a"), made(3, "b")])
            await until(lambda: len(heard.done) == 3, 20)
            await until(lambda: settled(bus, "one"))


@run
async def test_no_server() -> None:
    with pytest.raises(BusUnavailable, match="no RabbitMQ answers at 127"):
        await open_bus("amqp://127.0.0.1:1")
