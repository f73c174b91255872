"""The bus in memory."""

import pytest
from tests.runtime.bus.conformance import Conformance

from skerry_runtime.bus import Bus, Event
from skerry_runtime.bus.memory import MemoryBus


class TestMemory(Conformance):
    @pytest.fixture
    def url(self) -> str:
        return "memory://"

    async def broken(self, bus: Bus, url: str, what: str, body: bytes) -> None:
        assert isinstance(bus, MemoryBus)
        bus._put(Event(id="broken", source="", type=what, data=None), body)
