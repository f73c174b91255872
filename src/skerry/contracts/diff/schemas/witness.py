"""A payload that one side accepts and the other refuses, at the very place of a difference; only a validated one counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import jsonschema_rs
import msgspec

from skerry.contracts.diff.schemas.accepts import Known, accepts
from skerry.contracts.diff.schemas.contents import KEYWORDS
from skerry.contracts.diff.schemas.difference import Difference, Stage, Step
from skerry.contracts.diff.schemas.evading import evading
from skerry.contracts.diff.schemas.regexes import text_matching
from skerry.contracts.diff.schemas.samples import Hints, NothingError, elements, smallest, variants
from skerry.contracts.diff.schemas.weight import weight
from skerry.formats.json_schema import Schemas, Shape, lowered

_CANDIDATES = 600
_BYTES = 2_000_000  # of candidates: documents carry examples of any size
_VALIDATED = 60
_HEAVIEST = 100_000
_WAYS = 6
_MOST_BRANCHES = 300
_FIRST = 20
_PAIRS = 100


@dataclass(frozen=True, slots=True)
class Witness:
    """A payload, and what the side that refuses it says."""

    payload: Any
    refused_with: str


@dataclass(slots=True)
class Validators:
    """Validators of jsonschema-rs for shapes, made from what is written, not from the normal form."""

    made: dict[Shape, Any] = field(default_factory=dict)

    def of(self, shape: Shape, schemas: Schemas) -> Any:
        """The validator of a shape, or None where its schema cannot be compiled."""
        if shape not in self.made:
            self.made[shape] = _validator(shape, schemas)
        return self.made[shape]


def _validator(shape: Shape, schemas: Schemas) -> Any:
    try:
        written = lowered(shape, schemas)
        if weight(written) > _HEAVIEST:
            return None
        return jsonschema_rs.Draft202012Validator(written, validate_formats=True, keywords=KEYWORDS)
    except (ValueError, RecursionError, TypeError, OverflowError):
        return None


class Candidates:
    """Values in the one and not in the other, for the last pairs of shapes: what many operations share is sought once."""

    def __init__(self) -> None:
        self._begun: dict[tuple[Shape, Shape], tuple[list[Any], Iterator[Any]]] = {}

    def of(self, accepting: Shape, refusing: Shape) -> Iterator[Any]:
        """Those found before, then further ones."""
        pair = (accepting, refusing)
        kept, rest = self._begun.get(pair) or ([], _values(accepting, refusing))
        self._begun[pair] = kept, rest
        if len(self._begun) > _PAIRS:
            del self._begun[next(iter(self._begun))]
        yield from kept
        for value in rest:
            kept.append(value)
            yield value


def witness(
    difference: Difference,
    accepting: tuple[Shape, Any],
    refusing: tuple[Shape, Any],
    was_accepts: bool,
    candidates: Candidates,
) -> Witness | None:
    """A payload of the whole data. Each side is the root and its validator; `was_accepts`: the accepting one is the older."""
    _, good = accepting
    _, bad = refusing
    inner = (difference.before, difference.after) if was_accepts else (difference.after, difference.before)
    values = candidates.of(*inner)
    if "overlap" in difference.traits:  # what a branch gains is lost to the exclusive union
        values = chain(islice(values, _VALIDATED // 4), candidates.of(inner[1], inner[0]))
    tried = 0
    for value in values:
        for payload in islice(_embedded(value, inner[0], difference.trail, was_accepts), _WAYS):
            tried += 1
            if good.is_valid(payload) and not bad.is_valid(payload):
                error = next(iter(bad.iter_errors(payload)), None)
                return Witness(payload, _first_line(getattr(error, "message", "")))
            if tried >= _VALIDATED:
                return None
    return None


def _first_line(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= 160 else f"{line[:159]}…"


def _values(accepting: Shape, refusing: Shape) -> Iterator[Any]:
    """Values in the one and, as far as can be told, not in the other; those that only a validator can tell come last."""
    hints = Hints()
    hints.take(accepting)
    hints.take(refusing)
    doubtful, known = [], Known()
    left = _BYTES
    for value in islice(chain(_of_new_branches(accepting, refusing, hints), variants(accepting, hints)), _CANDIDATES):
        left -= _size(value)
        verdict = accepts(refusing, value, known=known)
        if verdict is not True and accepts(accepting, value, known=known) is not False:
            if verdict is False:
                yield value
            else:
                doubtful.append(value)
        if left < 0:
            break
    yield from doubtful


def _of_new_branches(accepting: Shape, refusing: Shape, hints: Hints) -> Iterator[Any]:
    """Values of the branches that the other side does not have; a union may have hundreds of them."""
    groups = (*refusing.any_of, *refusing.one_of)
    known = {_text(branch) for group in groups for branch in group[:_MOST_BRANCHES]}
    for branch in accepting.alternatives[:_MOST_BRANCHES] if known else ():
        if _text(branch) not in known:
            yield from islice(variants(branch, Hints()), _FIRST)  # before what the hints say of other branches
            yield from islice(variants(branch, hints), _CANDIDATES // 10)


def _text(branch: Shape) -> str:
    """How it is written, without what stands around the union."""
    return repr(branch.source[-1].raw) if branch.source else ""


def _size(value: Any) -> int:
    try:
        return len(msgspec.json.encode(value))
    except (msgspec.MsgspecError, OverflowError, ValueError, TypeError, RecursionError):
        return 1


def _embedded(value: Any, own: Shape, trail: tuple[Stage, ...], was_accepts: bool) -> Iterator[Any]:
    """The value, of the shape `own`, as part of the whole data, on the way that the trail tells, from the inside out."""
    if not trail:
        yield value
        return
    stage = trail[-1]
    outer = stage.before if was_accepts else stage.after
    for made in islice(_around(value, own, outer, stage), _WAYS):
        yield from _embedded(made, outer, trail[:-1], was_accepts)


def _around(value: Any, own: Shape, outer: Shape, stage: Stage) -> Iterator[Any]:
    if stage.step is Step.BRANCH:
        yield from _branch(value, outer)
        unions = (stage.before, stage.after)
        yield from (each for made in islice(_branch(value, outer), 2) for each in evading(made, own, unions))
    elif stage.step in (Step.POSITION, Step.ITEMS):
        yield from _arrays(value, outer, stage)
    else:
        name = _name(outer, stage)
        if name is not None:
            for base in _bases(outer, "object"):
                yield {**base, name: value}


def _branch(value: Any, outer: Shape) -> Iterator[Any]:
    """The value itself, or with what the schema around the union asks for."""
    yield value
    if isinstance(value, dict):
        for base in _bases(outer, "object"):
            yield {**base, **value}


def _arrays(value: Any, outer: Shape, stage: Stage) -> Iterator[Any]:
    at = int(stage.key) if stage.step is Step.POSITION else outer.elements.prefix
    size = max(at + 1, outer.limit("minItems") or 0)
    if size == 1 and not outer.contains:
        yield [value]
        return
    for shape in (outer.only("array"), *(each.only("array") for each in outer.alternatives[:_WAYS])):
        try:
            base = elements(shape, size)
        except NothingError:
            continue
        yield [*base[:at], value, *base[at + 1 :]]


def _name(outer: Shape, stage: Stage) -> str | None:
    if stage.step is Step.MEMBER:
        return str(stage.key)
    if stage.step is Step.PATTERN:
        return text_matching(str(stage.key))
    declared = (stage.before.members, stage.after.members)
    return next(
        (name for name in ("other", "x", "zz9", "Q") if not any(each.declares(name) for each in declared)), None
    )


def _bases(outer: Shape, kind: str) -> Iterator[Any]:
    """Small values of a type, of the shape and of each of its alternatives."""
    for shape in (outer, *outer.alternatives[:_WAYS]):
        try:
            yield smallest(shape.only(kind))
        except NothingError:
            continue
    if not outer.members.required:
        yield {}
