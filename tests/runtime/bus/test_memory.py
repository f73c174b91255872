"""The bus in memory."""

import pytest

from skerry_runtime.bus import Bus, Event
from skerry_runtime.bus.memory import MemoryBus
from tests.runtime.bus.conformance import Conformance


class TestMemory(Conformance):
    @pytest.fixture
    def url(self) -> str:
        return "memory://"

    async def broken(self, bus: Bus, url: str, type: str, body: bytes) -> None:
        assert isinstance(bus, MemoryBus)
        bus._put(Event(id="broken", source="", type=type, data=None), body)
