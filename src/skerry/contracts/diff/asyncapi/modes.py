"""Who has to cope with which data: what a person asked for, what the document promises, and what that makes of a difference."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from skerry.contracts.change import Direction, Level
from skerry.contracts.diff.format import Mode
from skerry.contracts.diff.schemas.difference import Difference
from skerry.contracts.diff.schemas.policy import Policy, level_of
from skerry.formats.asyncapi import AsyncApi, Channel, Message

_KEY = "x-compatibility"
_TRANSITIVE = "_TRANSITIVE"
_WORST = (Level.BREAKING, Level.DANGEROUS, Level.SAFE)


class Promise(Enum):
    """What is kept of the modes of a registry. Transitive ones ask the same of each older version."""

    NONE = "NONE"
    BACKWARD = "BACKWARD"
    FORWARD = "FORWARD"
    FULL = "FULL"

    @property
    def ways(self) -> frozenset[Direction]:
        """What must stay readable: old data by new readers (in), new data by old readers (out)."""
        return {
            Promise.NONE: frozenset[Direction](),
            Promise.BACKWARD: frozenset((Direction.IN,)),
            Promise.FORWARD: frozenset((Direction.OUT,)),
            Promise.FULL: frozenset((Direction.IN, Direction.OUT)),
        }[self]


class Judgement(NamedTuple):
    """A level, the direction that it comes from, and a word on the order of rollout where one is needed."""

    level: Level
    way: Direction
    word: str = ""


def judged(difference: Difference, promise: Promise) -> Judgement:
    """How bad a difference is. What breaks only whom nothing was promised is dangerous: the order of rollout settles it."""
    levels = {way: level_of(difference, way, Policy.REGISTRY) for way in (Direction.IN, Direction.OUT)}
    return judgement(levels[Direction.IN], levels[Direction.OUT], promise)


def judgement(backward: Level, forward: Level, promise: Promise) -> Judgement:
    """The same from the levels for new readers of old data, and for old readers of new data."""
    levels = {Direction.IN: backward, Direction.OUT: forward}
    found = [Judgement(levels[way], way) for way in levels if way in promise.ways]
    other = [
        Judgement(Level.DANGEROUS, way, _WORDS[way])
        for way in levels
        if way not in promise.ways and levels[way] is Level.BREAKING
    ]
    return min((*found, *other, Judgement(Level.SAFE, Direction.IN)), key=lambda each: _WORST.index(each.level))


_WORDS = {
    Direction.IN: "roll out those who send it first, and let what was kept before run out",
    Direction.OUT: "roll out those who hear it first",
}


def promised(mode: Mode, sides: tuple[tuple[AsyncApi, Channel, Message], ...]) -> Promise:
    """The mode asked for; else what the document before, or the one after, says; else BACKWARD, since messages are kept."""
    if mode is not Mode.AUTO:
        return Promise(mode.once.value)
    stated = (stated_by(*side) for side in sides)
    return next((found for found in stated if found), Promise.BACKWARD)


def stated_by(api: AsyncApi, channel: Channel, message: Message) -> Promise | None:
    """The `x-compatibility` of a payload, its message, its channel, or the document."""
    return next((found for raw in _holders(api, channel, message) if (found := _read(raw))), None)


def _holders(api: AsyncApi, channel: Channel, message: Message) -> Iterator[Any]:
    payload = message.payload
    if payload is not None and isinstance(payload.part.raw, dict):
        yield payload.part.raw
        yield api.follow(payload.part).raw
    yield message.part.raw
    yield channel.part.raw
    yield api.info
    yield api.raw


def _read(raw: Any) -> Promise | None:
    written = raw.get(_KEY) if isinstance(raw, dict) else None
    if not isinstance(written, str):
        return None
    plain = written.upper().replace("-", "_").removesuffix(_TRANSITIVE)
    return Promise(plain) if plain in Promise.__members__ else None
