"""`grpc.health.v1.Health`: whether the service can be given calls, by what `/ready` says; watchers hear of a change at once.

The servicer of grpcio-health-checking keeps watchers for ever, which would hold up a service that stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from skerry_runtime.service.health import Health, Phase

_AGAIN = 5.0  # seconds between looks at what the service needs, for those who watch
Status = health_pb2.HealthCheckResponse


class Servicer(health_pb2_grpc.HealthServicer):  # type: ignore[misc]
    """Answers under the names of the services, and under '' for all of them."""

    def __init__(self, health: Health, names: Collection[str]) -> None:
        self._health, self._names = health, {"", *names}
        self._changed = asyncio.Event()
        health.heard.append(self._turned)

    async def Check(self, request: Any, context: Any) -> Any:
        """The state now."""
        if request.service not in self._names:
            await context.abort(grpc.StatusCode.NOT_FOUND, "there is no such service")
        return Status(status=await self._state())

    async def Watch(self, request: Any, context: Any) -> AsyncIterator[Any]:
        """The state now and each one that follows; it ends when the service does."""
        if request.service not in self._names:
            yield Status(status=Status.SERVICE_UNKNOWN)
            return
        last = None
        while True:
            changed = self._changed
            state = await self._state()
            if state != last:
                last = state
                yield Status(status=state)
            if self._health.phase is Phase.DRAINING:
                return
            try:
                async with asyncio.timeout(_AGAIN):
                    await changed.wait()
            except TimeoutError:
                continue

    async def _state(self) -> Any:
        ready = (await self._health.ready()).status == 200
        return Status.SERVING if ready else Status.NOT_SERVING

    def _turned(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
