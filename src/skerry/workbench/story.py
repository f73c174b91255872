"""Plays a story on a running system, and says of each step whether it came true."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import aiohttp

from skerry.render.style import Style
from skerry.render.traces import trace_text
from skerry.run import control
from skerry.run.issuer import Issuer
from skerry.run.place import Place
from skerry.run.story import FILE, Somebody, Step, Story, StoryError, at, filled, holds, read_story
from skerry.run.telemetry.store import Store
from skerry.run.telemetry.tree import tree

Say = Callable[[str], None]


def story_of(model: Path) -> Story:
    """The story beside the model.

    Raises:
        StoryError: there is none, or it can't be read.
    """
    return read_story((model if model.is_dir() else model.parent) / FILE)


async def play(place: Place, url: str, story: Story, say: Say, style: Style, issuer: Issuer | None = None) -> int:
    """Plays a story on the system at this place, whose gateway is at `url`; 0 if all of it came true, else 1.

    `issuer` makes the tokens of those who act in it; None where nobody has to show one.
    """
    async with aiohttp.ClientSession(base_url=url, timeout=aiohttp.ClientTimeout(total=30)) as session:
        return await Player(story, session, place, say, style, issuer).play()


@dataclass(slots=True)
class Outcome:
    """What came of a step."""

    true: bool
    why: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A command that was answered as expected, and all that is needed to ask it again."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]
    status: int
    answer: Any


@dataclass(slots=True)
class Player:
    """Plays one story."""

    story: Story
    session: aiohttp.ClientSession
    place: Place
    say: Say
    style: Style
    issuer: Issuer | None = None
    patience: float = 0.0  # seconds that each step may take while parts are broken on purpose; nothing is killed then by the story itself
    kept: dict[str, Any] = field(default_factory=dict)
    trace: str = ""
    accepted: list[Accepted] = field(default_factory=list)
    seen: list[tuple[str, str, str]] = field(default_factory=list)  # method, path and trace of what was answered
    why: str = ""

    async def play(self) -> int:
        """All steps, until one does not come true."""
        self.say(self.style.bold(self.story.story))
        for step in self.story.steps:
            if step.kill and self.patience:
                continue
            began = monotonic()
            try:
                outcome = await (self._kill(step) if step.kill else self._call(step))
            except StoryError as error:
                outcome = Outcome(False, str(error))
            mark = self.style.good("✓") if outcome.true else self.style.error("✗")
            self.say(f"{mark} {step.say}  {self.style.dim(self._did(step, monotonic() - began))}")
            if not outcome.true:
                self.say(f"  {outcome.why}")
                self.why = f"{step.say}: {outcome.why}"
                return 1
            if step.trace and self.trace:
                await self._show(self.trace)
        self.say(self.style.good("All of it came true."))
        return 0

    def _did(self, step: Step, seconds: float) -> str:
        return f"{step.call or f'kill -9 {step.kill}'}, {seconds * 1000:.0f} ms"

    async def _call(self, step: Step) -> Outcome:
        method, path = step.request
        body = filled(step.body, self.kept) if step.body is not None else None
        key, until = str(uuid4()), monotonic() + max(step.within, self.patience)
        trace = uuid4().hex
        while True:
            headers, at_ = self._shown(step.who) | _headers(method, key, trace), filled(path, self.kept)
            status, answer, why = await self._asked(method, at_, body, headers)
            if (
                status
                and self._as_expected(step, status)
                and (step.until is None or holds(filled(step.until, self.kept), answer))
            ):
                for name, part in step.keep.items():
                    self.kept[name] = at(answer, part)
                if status < 400:
                    self.seen.append((method, at_, trace))
                if method != "GET":
                    self.trace = trace
                    self.accepted.append(Accepted(method, at_, body, headers, status, answer))
                return Outcome(True)
            again = (
                step.until is not None or status in (0, 502, 503, 504) or (self.patience and _unsure(status, answer))
            )
            if not again or monotonic() > until:
                return Outcome(False, why or f"it answered {status}: {json.dumps(answer, ensure_ascii=False)[:600]}")
            await asyncio.sleep(0.1)

    def _as_expected(self, step: Step, status: int) -> bool:
        return status == step.expect if step.expect else status < 400

    def _shown(self, who: Somebody | None) -> dict[str, str]:
        """The token of whoever acts."""
        if who is None or self.issuer is None:
            return {}
        subject, claims = filled(who.subject, self.kept), filled(dict(who.claims), self.kept)
        return {"Authorization": f"Bearer {self.issuer.token(str(subject), who.roles, claims)}"}

    async def _asked(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any, str]:
        try:
            async with self.session.request(method, path, json=body, headers=headers) as answer:
                text = await answer.text()
                return answer.status, json.loads(text) if text else None, ""
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return 0, None, str(error) or type(error).__name__

    async def _kill(self, step: Step) -> Outcome:
        found = await asyncio.to_thread(control.ask, self.place.control, {"ask": "kill", "part": step.kill})
        return Outcome(bool(found.get("killed")), str(found.get("error", "it does not run")))

    async def _show(self, trace: str) -> None:
        """The trace, once nothing has been added to it for a moment."""
        store, last, until = Store(self.place.telemetry), -1, monotonic() + 10
        while monotonic() < until:
            await asyncio.sleep(0.4)
            spans = await asyncio.to_thread(store.trace, trace)
            if spans and len(spans) == last:
                break
            last = len(spans)
        self.say(trace_text(tree(store.trace(trace)), self.style, indent=2))


def _unsure(status: int, answer: Any) -> bool:
    """Whether it may be another answer the next time: the service could not, or is at it."""
    kind = str(answer.get("type", "")) if isinstance(answer, dict) else ""
    return status in (408, 425, 429, 500) or kind.endswith("/in-progress")


def _headers(method: str, key: str, trace: str) -> dict[str, str]:
    """What a request needs besides."""
    found = {"Accept": "application/json", "traceparent": f"00-{trace}-{trace[:16]}-01"}
    if method != "GET":
        found["Idempotency-Key"] = key
    if method in ("PUT", "PATCH", "DELETE"):
        found["If-Match"] = "*"
    if method == "PATCH":
        found["Content-Type"] = "application/merge-patch+json"
    return found
