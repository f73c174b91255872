"""A change between two contracts: the rule that names it, how bad it is, for whom, and what proves that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from skerry.kernel.span import Span


class Level(StrEnum):
    """What a change does to those who rely on the contract; the worst stands first."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"


class Direction(StrEnum):
    """Where the data flows, seen from the owner of the contract: what we receive may only widen, what we send only narrow."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Action(StrEnum):
    """What happened to the thing. Narrowed: fewer values are valid than before; changed: neither holds the other."""

    ADDED = "added"
    REMOVED = "removed"
    NARROWED = "narrowed"
    WIDENED = "widened"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of change; its four parts make its identifier, the same in every format.

    `area` is the part of a contract (`operation`, `parameter`, `body`, `message`, `field` …), `kind` what of it changed
    (`itself`, `type`, `required`, `enum`, `max-length` …). `before` and `after` are the smallest documents that show it.
    """

    direction: Direction
    area: str
    kind: str
    action: Action
    level: Level
    title: str
    about: str = ""
    before: str = ""
    after: str = ""

    @property
    def id(self) -> str:
        """`direction-area-kind-action`, without a direction that is both and a kind that is the thing itself."""
        parts = (self.direction if self.direction is not Direction.BOTH else "", self.area, self.kind, self.action)
        return "-".join(part for part in parts if part and part != "itself")


class Ground(StrEnum):
    """What a verdict rests on: a payload that shows it, equal meaning, inclusion in the lattice of schemas, or a rule alone."""

    WITNESS = "witness"
    EQUALITY = "equality"
    LATTICE = "lattice"
    RULE = "rule"


class Unproven(StrEnum):
    """Why a verdict that something breaks has no payload to show for it."""

    CONTRADICTION = "the schema contradicts itself here, so no data shows it"
    NOTHING_VALID = "the schema that would have to accept a payload accepts nothing at all"
    AMBIGUOUS = "each value of this branch is valid under another one too, and `oneOf` refuses what is valid under two"
    OTHER_BRANCH = "each value is valid under another branch too"
    NAME_GONE = "each value is valid under another branch too; it is the name that is gone"
    NO_DATA = "it says nothing about which data is valid"
    FORM = "no data is refused that was accepted; it is the form of the schema that readers and registries compare"
    CODE = "nothing is refused; what loses it is code that was made from the schema and names it"
    NO_VALIDATOR = "no validator can be made of the schema"
    NOT_SOUGHT = "none was looked for"
    NOT_FOUND = "no payload was found that one side accepts and the other refuses"

    @property
    def impossible(self) -> bool:
        """Whether it is known that no payload can exist; else one may, and was not found."""
        return self not in (Unproven.NO_VALIDATOR, Unproven.NOT_SOUGHT, Unproven.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a verdict holds. A witness is a `payload` that one side accepts (`accepted`: before or after) and the other refuses.

    `unproven` says of a verdict on data that something breaks why there is no witness.
    """

    ground: Ground
    payload: Any = None
    accepted: str = ""
    refused_with: str = ""
    unproven: Unproven | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What changed, in words that a model knows: the operation or message, and the field of its data (`items`, `[]`, `price`).

    `operation` is `GET /orders/{id}` (REST), `channel#message` (events), `package.Service/Method` (gRPC) or `Type.field` (GraphQL).
    """

    operation: str = ""
    field: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change means for one consumer, and why: `reads` are the fields or operations of it that it uses."""

    consumer: str
    level: Level
    because: str
    reads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `path` is a JSON pointer, a protobuf full name or a GraphQL coordinate; a side that is absent has no place."""

    rule: Rule
    level: Level
    path: str
    message: str
    before: Any = None
    after: Any = None
    was: Span | None = None
    now: Span | None = None
    subject: Subject = Subject()
    proof: Proof = Proof(Ground.RULE)
    consumers: tuple[Verdict, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
