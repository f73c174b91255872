"""What changed of how subgraphs fit together: whether they compose, and what each says to the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from skerry.contracts.change import Change, Level
from skerry.contracts.diff.graphql.directives import roots
from skerry.contracts.diff.graphql.found import Pair
from skerry.contracts.diff.graphql.rules import federation as rules
from skerry.contracts.diff.graphql.types import types
from skerry.formats import problems as codes
from skerry.formats.graphql.composition import Subgraph, subgraph
from skerry.formats.graphql.read import Source, schema_of
from skerry.kernel.problem import Problem

_SHOWN = 5
_SEEN_IN_THE_API = (rules.INACCESSIBLE_ADDED, rules.INACCESSIBLE_REMOVED)
_FOR_THE_GRAPH = (rules.KEY_REMOVED, rules.KEY_CHANGED, rules.RESOLVABLE_REMOVED, rules.SHAREABLE_REMOVED)


def graphs_of(files: Sequence[Source]) -> dict[str, Subgraph]:
    """The subgraphs of a folder by file name; none where there are not several files, or none of them is of Federation."""
    if len(files) < 2:
        return {}
    found = {each.name: subgraph(PurePosixPath(each.name).stem, schema_of([each])) for each in files}
    return found if any(each.federation for each in found.values()) else {}


def composition(before: Sequence[Problem], after: Sequence[Problem]) -> Iterator[Change]:
    """Whether subgraphs that composed no longer do, or do again."""
    if after and not before:
        first = after[0]
        more = f", and {len(after) - 1} more" if len(after) > 1 else ""
        details = {"reasons": [problem.what for problem in after[:_SHOWN]]}
        yield Change(
            rules.COMPOSITION_REMOVED, Level.BREAKING, "", f"the subgraphs no longer compose: {first.what}{more}",
            now=first.span, details=details,
        )  # fmt: skip
    elif before and not after:
        yield Change(
            rules.COMPOSITION_ADDED,
            Level.SAFE,
            "",
            f"the subgraphs compose again; before: {before[0].what}",
            was=before[0].span,
        )


def alone(pair: Pair) -> Iterator[Change]:
    """The same of a single subgraph, of which only its own field sets can be judged."""
    if not (pair.was and pair.now):
        return
    before, after = (
        [
            each
            for each in subgraph("", side).problems
            if each.code is codes.GRAPHQL_COMPOSITION and "_INVALID_FIELDS" in each.what
        ]
        for side in (pair.before, pair.after)
    )
    yield from composition(before, after)


def within(pair: Pair, *, composes: bool) -> Iterator[Change]:
    """What a subgraph says to the others; where all of them still compose, a lost key was nobody's but perhaps of others outside."""
    for change in (*roots(pair), *types(pair)):
        if change.rule not in rules.RULES or change.rule in _SEEN_IN_THE_API:
            continue
        if composes and change.rule in _FOR_THE_GRAPH:
            yield replace(change, level=Level.DANGEROUS, details={**change.details, "composes": True})
        else:
            yield change
