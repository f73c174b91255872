"""The plain gateway of the runtime, as a program of its own."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic

from skerry.run.parts.part import Exit, NotReady
from skerry.run.parts.program import ProgramPart
from skerry.run.place import Place
from skerry.run.trust import Trust

_PATIENCE = 30.0  # seconds

MODULE, GRAPHQL = "skerry_runtime.gateway", "skerry_runtime.faces.graphql.composed"


class Gateway(ProgramPart):
    """Keeps its port when it is started again. The composed endpoint of GraphQL, behind any gateway, is one of another `module`."""

    def __init__(
        self,
        routes: Path,
        place: Place,
        port: int,
        telemetry: str,
        trust: Trust | None = None,
        name: str = "gateway",
        module: str = MODULE,
        *,
        identity: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name, place.log(name))
        self._trust = trust.environment() if trust else {"SKERRY_TRUST": "off"}
        self._identity = identity or {}
        self._routes, self._place, self._port, self._telemetry = routes, place, port, telemetry
        self._ready, self._module = place.logs / f"{name}.ready", module

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """`python -m MODULE FILE`."""
        self._ready.unlink(missing_ok=True)
        told = {
            "SKERRY_PORT": str(self._port), "SKERRY_READY": str(self._ready), "SKERRY_REGISTRY": str(self._place.registry),
            "SKERRY_ACCESS_LOG": str(self._place.access), "OTEL_EXPORTER_OTLP_ENDPOINT": self._telemetry, **self._trust,
        }  # fmt: skip
        return (sys.executable, "-m", self._module, str(self._routes)), {**told, **self._identity}

    async def wait(self, alive: asyncio.Task[Exit]) -> None:
        """Until it has said its port."""
        until = monotonic() + _PATIENCE
        while monotonic() < until:
            if alive.done():
                raise NotReady(f"{self.name} {alive.result()}; see {self._log}")
            with contextlib.suppress(OSError, ValueError):
                self._port = int(self._ready.read_text())
                self.url = f"http://127.0.0.1:{self._port}"
                return
            await asyncio.sleep(0.01)
        raise NotReady(f"{self.name} listens on no port after {_PATIENCE:g} s; see {self._log}")
