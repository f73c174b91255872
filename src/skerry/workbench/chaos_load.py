"""The load of a run of chaos: people who live through the story, one life after the other, and one who tries what is forbidden."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from time import monotonic
from typing import Any
from uuid import uuid4

import aiohttp

from skerry.render.style import PLAIN
from skerry.run.chaos.forbidden import REFUSED, Attempt, attempts
from skerry.run.chaos.result import Broken, Chaos
from skerry.run.happening import Up
from skerry.run.place import Place
from skerry.run.story import Story
from skerry.workbench.story import Accepted, Player

FORBIDDEN = "nothing forbidden is answered"
TRUE = "every story comes true"
_KEPT = 200  # commands that are asked again at the end, each of all with the same chance
_PAUSE = 0.1  # seconds between two forbidden requests


class Load:
    """What is asked until `until` (on the clock of `time.monotonic`); what comes of it is written into `chaos`.

    Afterwards `accepted` are some of the commands that were answered as expected, `seen` all requests that were: method, path, trace.
    """

    def __init__(
        self,
        story: Story,
        session: aiohttp.ClientSession,
        place: Place,
        up: Up,
        chaos: Chaos,
        until: float,
        patience: float,
    ) -> None:
        self._story, self._session, self._place, self._up = story, session, place, up
        self._chaos, self._until, self._patience = chaos, until, patience
        self.accepted: list[Accepted] = []
        self.seen: list[tuple[str, str, str]] = []
        self._lived: Mapping[str, Any] = {}

    async def live(self) -> None:
        """Until the time is over; a life that has begun is lived to its end."""
        while monotonic() < self._until:
            player = Player(self._story, self._session, self._place, _silent, PLAIN, self._up.issuer, self._patience)
            self._chaos.begun += 1
            if await player.play() == 0:
                self._chaos.lived += 1
                self._lived = player.kept
            else:
                self._chaos.broken.append(Broken(TRUE, player.why[:500]))
            self.seen += player.seen
            for each in player.accepted:
                self._keep(each)

    def _keep(self, command: Accepted) -> None:
        self._chaos.commands += 1
        if len(self.accepted) < _KEPT:
            self.accepted.append(command)
        elif (at := random.randrange(self._chaos.commands)) < _KEPT:
            self.accepted[at] = command

    async def probe(self) -> None:
        """Asks for what is forbidden, one thing after the other: never with success."""
        issuer = self._up.issuer
        if issuer is None:
            return
        self._chaos.looked.append(FORBIDDEN)
        while True:
            for each in attempts(self._story, self._lived, issuer):
                await self._attempt(each)
                await asyncio.sleep(_PAUSE)
            await asyncio.sleep(_PAUSE)

    async def _attempt(self, what: Attempt) -> None:
        key = {"Idempotency-Key": str(uuid4()), "If-Match": "*"} if what.method != "GET" else {}
        try:
            async with self._session.request(
                what.method, what.path, json=what.body, headers={**key, **what.headers}
            ) as answer:
                if answer.status < 400:
                    why = f"{what.method} {what.path} {what.way}: {answer.status}"
                    self._chaos.broken.append(Broken(FORBIDDEN, why))
                self._chaos.refused += answer.status in REFUSED
        except (aiohttp.ClientError, TimeoutError):
            pass


def _silent(_: str) -> None:
    """Nobody listens to each single life."""
