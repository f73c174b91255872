"""Whether a service lives, has started, and can do its work: three questions that an orchestrator asks for different reasons."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any

import msgspec

from skerry_runtime.service.answer import Answer

Check = Callable[[], Awaitable[None]]
PATIENCE = 2.0  # seconds that a dependency has for a sign of life
_MEDIA = (("content-type", "application/health+json"), ("cache-control", "no-store"))


class Phase(Enum):
    """Where a service is in its life."""

    STARTING = "starting"
    RUNNING = "running"
    DRAINING = "draining"


class Health:
    """Answers for one service; `checks` are its dependencies, by name, which raise when they are down.

    `heard` are called whenever the phase changes.
    """

    def __init__(self, service: str, instance: str) -> None:
        self._said = {"serviceId": service, "releaseId": instance}
        self._phase = Phase.STARTING
        self.checks: dict[str, Check] = {}
        self.heard: list[Callable[[], None]] = []

    @property
    def phase(self) -> Phase:
        """Where the service is in its life."""
        return self._phase

    @phase.setter
    def phase(self, phase: Phase) -> None:
        self._phase = phase
        for each in self.heard:
            each()

    async def lives(self) -> Answer:
        """The process answers: nothing else is asked, since a restart would not mend a database."""
        return self._answer(True, {"phase": self.phase.value})

    async def started(self) -> Answer:
        """It has opened its database, migrated it, and started what runs in it."""
        return self._answer(self.phase is not Phase.STARTING, {"phase": self.phase.value})

    async def ready(self) -> Answer:
        """It can be given requests: everything that it needs shows a sign of life."""
        found = dict(zip(self.checks, await asyncio.gather(*map(_checked, self.checks.values())), strict=True))
        working = self.phase is Phase.RUNNING and not any(found.values())
        said = {name: {"status": "fail", "output": why} if why else {"status": "pass"} for name, why in found.items()}
        return self._answer(working, {"phase": self.phase.value, "checks": said})

    def _answer(self, good: bool, more: Mapping[str, Any]) -> Answer:
        body = {"status": "pass" if good else "fail", **self._said, **more}
        return Answer(200 if good else 503, _MEDIA, msgspec.json.encode(body))


async def _checked(check: Check) -> str:
    """Why a dependency is down, '' if it is not."""
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    except TimeoutError:
        return f"no answer within {PATIENCE:g} s"
    except Exception as error:
        return f"{type(error).__name__}: {str(getattr(error, 'orig', None) or error).strip()}"[:300]
    return ""
