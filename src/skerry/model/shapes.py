"""What a part of the language looks like. Declared once, as values: reading, the JSON Schema and the reference are made from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec import Struct

from skerry.kernel.span import Span
from skerry.model.nodes import Scalar


class Shape(Protocol):
    """Any of the shapes below."""


@dataclass(frozen=True, slots=True)
class Text:
    """Free text; `words` are proposed in editors but not required."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, not below `low`."""

    low: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """One of some words, each with its meaning."""

    of: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A small term with a grammar of its own; `what` names it in the reference, `example` shows it."""

    parse: Callable[[str], Any]
    what: str
    example: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The name of something that is defined elsewhere; `kinds` are the tables it may stand in, `words` what may stand instead of one."""

    kinds: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A new name: small letters, digits and dashes, or (`capital`) a Name."""

    capital: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A shape whose place is kept with its value."""

    of: Shape


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `single` allows one item to stand without its brackets."""

    of: Shape
    single: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A map of things by name; `defines` is the table that references look them up in."""

    of: Shape
    key: Shape = Name()
    defines: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A map whose keys are terms or references, kept in order as `Entry`s."""

    key: Shape
    of: Shape


class Entry(Struct, frozen=True):
    """One line of a `Table`: the key and the value as read, and `at` which node the key stands."""

    key: Any
    value: Any
    at: Scalar

    @property
    def span(self) -> Span:
        """Where the key stands; made only when asked for, since tables are long."""
        return self.at.span


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: its meaning, and the attribute it becomes (`name` with underscores, unless said)."""

    name: str
    of: Shape
    about: str
    required: bool = False
    attribute: str = ""

    @property
    def target(self) -> str:
        """The attribute it becomes."""
        return self.attribute or self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Rest:
    """The other keys of a record that match `pattern`, collected into one attribute; `label` stands for them in the reference."""

    label: str
    pattern: re.Pattern[str]
    key: Shape
    of: Shape
    about: str
    attribute: str


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A map with known keys; `make` builds its value from the attributes, `span` and (`named`) the `name` it stands under."""

    name: str
    make: Callable[..., Any]
    keys: tuple[Key, ...] = ()
    rests: tuple[Rest, ...] = ()
    named: bool = False
    by_name: Mapping[str, Key] = field(init=False)
    targets: Mapping[str, tuple[Shape, str]] = field(init=False)
    required: tuple[Key, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})
        object.__setattr__(self, "targets", {key.name: (key.of, key.target) for key in self.keys})
        object.__setattr__(self, "required", tuple(key for key in self.keys if key.required))


@dataclass(frozen=True, slots=True)
class ByForm:
    """Different shapes for a single value, a list and a map."""

    scalar: Shape | None = None
    sequence: Shape | None = None
    mapping: Shape | None = None
