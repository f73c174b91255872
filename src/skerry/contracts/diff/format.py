"""What a front end offers: how it knows its documents, and what changed between two sets of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from skerry.contracts.change import Change
from skerry.formats.bundle import Bundle
from skerry.kernel.problem import Problem


class Mode(StrEnum):
    """Which reader has to cope with which data (Confluent's compatibility types); AUTO follows the direction of the document.

    A transitive mode asks it of each version in the folder that is given as before; front ends are given the mode for one pair.
    """

    AUTO = "AUTO"
    BACKWARD = "BACKWARD"
    FORWARD = "FORWARD"
    FULL = "FULL"
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    FULL_TRANSITIVE = "FULL_TRANSITIVE"

    @property
    def once(self) -> Mode:
        """The mode for one pair of versions."""
        return Mode(self.value.removesuffix("_TRANSITIVE"))


class Category(StrEnum):
    """How close a look protobuf is given: the wire, its JSON form too, generated code of a package, or of a file."""

    WIRE = "WIRE"
    WIRE_JSON = "WIRE_JSON"
    PACKAGE = "PACKAGE"
    FILE = "FILE"


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for. By `today` announced ends are judged; `operations` are persisted GraphQL documents by consumer."""

    mode: Mode = Mode.AUTO
    category: Category = Category.WIRE_JSON
    witnesses: bool = True
    today: date = field(default_factory=date.today)
    operations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """What changed, in the order of the documents, and what could not be read of either side."""

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A front end. `claims(name, head)` says whether a file is of this format: by its name and the first few kilobytes.

    With `whole`, all files of a side are compared together (protobuf, GraphQL); else file by file, paired by their names.
    `last` is asked after the others whether a file is its own (JSON Schema, which nearly any JSON could be).
    """

    name: str
    claims: Callable[[str, bytes], bool]
    compare: Callable[[Bundle, Bundle, Options], Compared]
    whole: bool = False
    last: bool = False
