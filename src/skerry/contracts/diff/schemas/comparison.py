"""Comparing the schemas of two documents: what differs between two of them, and what includes what.

comparison = Comparison(before_schemas, after_schemas)          # once for two documents: what is found out is kept
comparison.differences(before_shape, after_shape)               # direction-neutral
"""

from __future__ import annotations

from dataclasses import replace

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.compare_arrays import compare_arrays
from skerry.contracts.diff.schemas.compare_forms import compare_forms
from skerry.contracts.diff.schemas.compare_inert import INERT, compare_inert
from skerry.contracts.diff.schemas.compare_named import NAMED, compare_named
from skerry.contracts.diff.schemas.compare_objects import compare_objects
from skerry.contracts.diff.schemas.compare_scalars import (
    compare_annotations,
    compare_null,
    compare_numbers,
    compare_open_values,
    compare_stability,
    compare_texts,
    compare_types,
    compare_values,
)
from skerry.contracts.diff.schemas.compare_unions import compare_discriminator, compare_logic, compare_unions
from skerry.contracts.diff.schemas.difference import Difference, Effect, effect
from skerry.contracts.diff.schemas.lattice import Lattice
from skerry.contracts.diff.schemas.walk import Notes, Walk, moved
from skerry.contracts.diff.schemas.witness import Candidates, Validators
from skerry.formats.json_schema import Same, Schemas, Shape

_DEEPEST = 50
_MOST = 2_000
_MOST_ELSEWHERE = 20
_MOST_SEARCHES = 500  # for witnesses; of more changes than that nobody reads each
_BESIDE = frozenset((INERT, NAMED))
_KEPT = frozenset(("property", "required-property"))


class Comparison:
    """The schemas of two documents side by side."""

    def __init__(self, before: Schemas, after: Schemas) -> None:
        self.before = before
        self.after = after
        self.equality = Same(before, after)
        self.validators = Validators()
        self.candidates = Candidates()
        self.searches_left: float = _MOST_SEARCHES
        self.lattice = Lattice(self._same)

    def differences(
        self, before: Shape, after: Shape, *, textual: bool = False, forms: bool = False
    ) -> tuple[Difference, ...]:
        """What differs, in the order of the documents; nothing for schemas that are equal, references included.

        With `textual`, the data travels as text, as in a query: every number and boolean is a text too. With `forms`, changes of how
        schemas are put together are told too, as registries see them.
        """
        if self._same(before, after):
            return ()
        self.lattice.fresh()
        notes = Notes()
        walk = Walk(before, after, self.lattice, notes, _compare, textual=textual, forms=forms)
        _compare(walk)
        found = notes.found if textual else _masked(notes.found, walk.between(before, after))
        return _with_elsewhere(found, notes)

    def _same(self, one: Shape, other: Shape) -> bool:
        if one is other:
            return True
        if one.make == other.make:
            return False
        before, after = (one, other) if one.make == self.before.all else (other, one)
        if len(before.source) != len(after.source):
            return False
        if before.flat.nullable != after.flat.nullable:
            return False
        pairs = zip(before.source, after.source, strict=True)
        return all(self.equality.parts(was, now) for was, now in pairs)


def _compare(walk: Walk) -> None:
    """One pair of schemas, and what is below."""
    pair = (walk.before, walk.after, INERT in walk.traits)
    if pair in walk.notes.visited:
        walk.notes.again.append((pair, walk.field))
        return
    walk.notes.visited[pair] = walk.field
    if walk.before.make != walk.after.make and walk.lattice.same(walk.before, walk.after):
        return
    start = len(walk.notes.found)
    if len(walk.trail) >= _DEEPEST or start >= _MOST or not walk.lattice.visit():
        _whole(walk)
        return
    if walk.before.never or walk.after.never:
        _whole(walk)
        return
    compare_annotations(walk)
    compare_stability(walk)
    compare_discriminator(walk)
    if walk.forms:
        compare_forms(walk)
    if walk.before.alternatives or walk.after.alternatives:
        _unions(walk, start)
    else:
        _keywords(walk)


def _unions(walk: Walk, start: int) -> None:
    overall = walk.between(walk.before, walk.after)
    if overall is Effect.NEITHER:
        compare_named(walk)
        return
    if compare_unions(walk):
        _keywords(walk)
    walk.notes.found[start:] = _masked(walk.notes.found[start:], overall)


def _keywords(walk: Walk) -> None:
    compare_null(walk)
    compare_open_values(walk)
    if compare_types(walk):
        compare_values(walk)
        compare_numbers(walk)
        compare_texts(walk)
        compare_arrays(walk)
        compare_objects(walk)
        compare_inert(walk)
    compare_logic(walk)


def _whole(walk: Walk) -> None:
    """Where one side accepts nothing, or it is too deep to go on: the two as wholes."""
    result = walk.between(walk.before, walk.after)
    if result is not Effect.NEITHER:
        walk.note("schema", moved(result) if result is not Effect.BOTH else Action.CHANGED, result)


def _masked(found: list[Difference], overall: Effect) -> list[Difference]:
    """What surely does not narrow as a whole is narrowed by none of its differences; those with no effect left are dropped."""
    kept = []
    for each in found:
        result = effect(each.effect.narrows and overall.narrows, each.effect.widens and overall.widens)
        if "overlap" in each.traits and overall is not Effect.BOTH and each.effect is not Effect.NEITHER:
            result = overall  # of branches that exclude each other, one that holds more leaves less
        if result is each.effect or each.traits & _BESIDE:
            kept.append(each)
        elif result is not Effect.NEITHER or each.kind in _KEPT:
            kept.append(replace(each, effect=result))
    return kept


def _with_elsewhere(found: list[Difference], notes: Notes) -> tuple[Difference, ...]:
    """Adds the other fields at which the schemas of a difference stand."""
    if not notes.again:
        return tuple(found)
    others: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for pair, place in notes.again:
        first = notes.visited[pair]
        if place[: len(first)] != first:
            others.setdefault(first, []).append(place)
    return tuple(replace(each, elsewhere=_elsewhere(each.field, others)) for each in found)


def _elsewhere(
    field: tuple[str, ...], others: dict[tuple[str, ...], list[tuple[str, ...]]]
) -> tuple[tuple[str, ...], ...]:
    places: list[tuple[str, ...]] = []
    for at in range(len(field) + 1):
        places.extend((*place, *field[at:]) for place in others.get(field[:at], ()))
    return tuple(dict.fromkeys(places))[:_MOST_ELSEWHERE]
