"""Compares all GraphQL documents of two sides: as one schema, or as the subgraphs of a supergraph."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from skerry.contracts.change import Change
from skerry.contracts.diff.format import Compared, Options
from skerry.contracts.diff.graphql.consumers import judged, used_by
from skerry.contracts.diff.graphql.directives import directives, roots
from skerry.contracts.diff.graphql.found import Pair
from skerry.contracts.diff.graphql.prove import proven
from skerry.contracts.diff.graphql.supergraph import alone, composition, graphs_of, within
from skerry.contracts.diff.graphql.types import types
from skerry.formats.bundle import Bundle
from skerry.formats.graphql.composition import Composed, compose
from skerry.formats.graphql.federation import federation
from skerry.formats.graphql.read import Source, schema_of, sources
from skerry.formats.graphql.schema import Schema
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem


def compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    """Everything that changed, in the order of the documents."""
    with uncollected():
        return _compared(before, after, options)


def _compared(before: Bundle, after: Bundle, options: Options) -> Compared:
    old, wrong_before = sources(before)
    new, wrong_after = sources(after)
    was, now = graphs_of(old), graphs_of(new)
    if was and now:
        composed = compose(list(was.values())), compose(list(now.values()))
        pairs = [_pair(was[name].schema, now[name].schema) for name in was if name in now]
        found = _supergraph(composed, pairs, options)
    else:
        found = _schema(old, new, options)
    return Compared(found.changes, (*wrong_before, *wrong_after, *found.problems))


def between(pair: Pair) -> Iterator[Change]:
    """The changes from one schema to another."""
    yield from roots(pair)
    yield from types(pair)
    yield from directives(pair)


def _schema(old: list[Source], new: list[Source], options: Options) -> Compared:
    was, now = schema_of(old), schema_of(new)
    known, unfit = used_by(was, options.operations)
    pair = _pair(was, now, uses=not any(each.given for each in (*old, *new)))
    found = [judged(change, now, known) for change in (*between(pair), *alone(pair))]
    return Compared(tuple(proven(found, was, now, options)), (*was.problems, *now.problems, *unfit))


def _supergraph(composed: tuple[Composed, Composed], pairs: list[Pair], options: Options) -> Compared:
    """What consumers see of all subgraphs together, and what the subgraphs say to each other."""
    was, now = composed
    known, unfit = used_by(was.schema, options.operations)
    found = [judged(change, now.schema, known) for change in between(_pair(was.schema, now.schema, uses=False))]
    seen = proven(found, was.schema, now.schema, options)
    between_them = (change for pair in pairs for change in within(pair, composes=not now.problems))
    problems: tuple[Problem, ...] = (*was.problems, *now.problems) if was.problems else ()
    return Compared((*composition(was.problems, now.problems), *seen, *between_them), (*problems, *unfit))


def _pair(before: Schema, after: Schema, *, uses: bool = True) -> Pair:
    return Pair(before, after, federation(before), federation(after), date.today(), uses)
