import os
import signal
from pathlib import Path

from orders.adapters import tables
from orders.adapters.outbox import TestOutbox
from orders.behaviour import Behaviour
from orders.domain import messages
from skerry_runtime.service import Service
from skerry_runtime.store import View


class Crashing(Service):
    """Dies where a test says so: after the effect, before the answer."""

    async def __call__(self, scope, receive, send):
        dies = scope["type"] == "http" and dict(scope["headers"]).get(b"x-test-crash")

        async def sending(message):
            if dies and message["type"] == "http.response.start":
                os.kill(os.getpid(), signal.SIGKILL)
            await send(message)

        await super().__call__(scope, receive, sending)


service = Crashing(
    Path(os.environ.get("TEST_SPEC") or Path(__file__).parents[2] / "service.json"),
    messages=messages,
    behaviour=Behaviour,
    tables=tables,
    outbox=TestOutbox(),
    views=(View("OrderSummary", tables.SUMMARY, ("shop.orders.OrderCreated", "shop.scores.Scored")),),
)
