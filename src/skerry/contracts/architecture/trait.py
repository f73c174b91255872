"""What is compared: everything that a model says, one small statement at a time, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from skerry.contracts.change import Level
from skerry.kernel.span import Span


class Key(NamedTuple):
    """What makes two statements of two models the same: the kind of statement, and what it is about."""

    area: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Trend:
    """How bad it is that a quantity grows, and that it shrinks; true is more than false."""

    up: Level
    down: Level


@dataclass(frozen=True, slots=True)
class Trait:
    """A statement: `says` is what it is about, `text` what it says of it.

    `of` is the part that it belongs to: it is not told when that comes or goes. `size` and `trend` judge a quantity that changes.
    `group` is given to effective values: those that one line of text gives to many parts are told once.
    """

    key: Key
    says: str
    text: str
    span: Span
    of: Key | None = None
    size: float | None = None
    trend: Trend | None = None
    group: str = ""


def part(area: str, name: str) -> Key:
    """The key of a part as a whole."""
    return Key(area, "itself", name)
