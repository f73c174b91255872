"""What a group has handled lately in this process: for brokers that store an event again when it is published again."""

from __future__ import annotations

from collections import OrderedDict

from skerry_runtime.bus.cloudevents import Event
from skerry_runtime.bus.port import Handler

_REMEMBERED = 10_000


class Lately:
    """The sources and ids of the last events that a group has handled. What is older, or was handled elsewhere, the inbox knows."""

    def __init__(self) -> None:
        self._done: OrderedDict[tuple[str, str], None] = OrderedDict()

    def once(self, handler: Handler) -> Handler:
        """The handler, which is not called for an event that is remembered."""

        async def handle(event: Event) -> None:
            name = (event.source, event.id)
            if name in self._done:
                return
            await handler(event)
            self._done[name] = None
            if len(self._done) > _REMEMBERED:
                self._done.popitem(last=False)

        return handle
