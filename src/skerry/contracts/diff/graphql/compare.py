"""Compares all GraphQL documents of two sides: as one schema, or as the subgraphs of a supergraph."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from skerry.contracts.change import Change
from skerry.contracts.diff.format import Compared, Options
from skerry.contracts.diff.graphql.consumers import judged, used_by
from skerry.contracts.diff.graphql.directives import directives, roots
from skerry.contracts.diff.graphql.found import Pair
from skerry.contracts.diff.graphql.types import types
from skerry.formats.bundle import Bundle
from skerry.formats.graphql.federation import federation
from skerry.formats.graphql.read import schema_of, sources
from skerry.formats.graphql.schema import Schema


def compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    """Everything that changed, in the order of the documents."""
    old, wrong_before = sources(before)
    new, wrong_after = sources(after)
    was, now = schema_of(old), schema_of(new)
    uses = not any(each.given for each in (*old, *new))
    known, unfit = used_by(was, options.operations)
    changes = tuple(judged(change, now, known) for change in between(was, now, uses=uses))
    return Compared(changes, (*wrong_before, *was.problems, *wrong_after, *now.problems, *unfit))


def between(before: Schema, after: Schema, *, uses: bool = True) -> Iterator[Change]:
    """The changes from one schema to another."""
    pair = Pair(before, after, federation(before), federation(after), date.today(), uses)
    yield from roots(pair)
    yield from types(pair)
    yield from directives(pair)
