"""As `test_crash.py`, with a RabbitMQ that is killed as well."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.runtime.bus.harness import SCALE, run
from tests.runtime.bus.rabbit import ABSENT, RabbitBroker
from tests.runtime.store.test_crash import Fleet, _killing, _restart, fleet  # noqa: F401  a fixture

pytestmark = [
    pytest.mark.skipif(bool(ABSENT), reason=ABSENT),
    pytest.mark.skipif(not os.environ.get("SKERRY_RABBITMQ"), reason="`make rabbitmq` runs it"),
]


@pytest.fixture
def rabbit(tmp_path: Path) -> Iterator[RabbitBroker]:
    broker = RabbitBroker(tmp_path / "rabbitmq")
    broker.start()
    yield broker
    broker.kill()


@run
async def test_rabbitmq_with_its_broker(fleet: Callable[[str], Fleet], rabbit: RabbitBroker) -> None:  # noqa: F811
    found = fleet(rabbit.url())

    def restart_broker() -> None:
        rabbit.kill()
        time.sleep(0.5)  # the outage: publications pile up meanwhile
        rabbit.start()

    kills: dict[str, Callable[[], None]] = {}
    for n in range(SCALE):
        kills |= {
            f"broker{n}": restart_broker,
            f"produce{n}": _restart(found, "produce"),
            f"consume{n}": _restart(found, "consume"),
        }
    await _killing(found, kills)
