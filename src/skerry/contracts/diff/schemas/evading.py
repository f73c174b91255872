"""Values of one branch that the other branches refuse: in an exclusive union only those are valid, in any only those show a loss."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from skerry.contracts.diff.schemas.accepts import accepts
from skerry.contracts.diff.schemas.regexes import text_matching
from skerry.contracts.diff.schemas.samples import Hints, variants
from skerry.formats.json_schema import Shape

_MOST_BRANCHES = 40
_MOST_NAMES = 30
_MOST_VALUES = 40
_UNKNOWN = "zz9"


def evading(value: Any, own: Shape, unions: tuple[Shape, ...]) -> Iterator[Any]:
    """The value with members that it may have, and that make the other branches of these unions refuse it."""
    if not isinstance(value, dict):
        return
    made = dict(value)
    for branch in _others(own, unions):
        if accepts(branch, made) is False:
            continue
        added = next(_refused(made, own, branch), None)
        if added is not None:
            made.update(added)
            yield dict(made)


def _others(own: Shape, unions: tuple[Shape, ...]) -> Iterator[Shape]:
    for union in unions:
        for group in (*union.any_of, *union.one_of):
            yield from (branch for branch in group[:_MOST_BRANCHES] if branch.source != own.source)


def _refused(value: dict[str, Any], own: Shape, branch: Shape) -> Iterator[dict[str, Any]]:
    """Members that the own branch lets stand and the other does not."""
    for name in _names(branch):
        if name in value:
            continue
        wanted = branch.members.named(name)
        hints = Hints()
        hints.take(wanted, 1)
        plain: tuple[Any, ...] = ("?!", 0.5, None, True, [], {})
        for each in (*plain, *islice(variants(own.members.named(name), hints), _MOST_VALUES)):
            if accepts(wanted, each) is False and accepts(own, {**value, name: each}) is not False:
                yield {name: each}


def _names(branch: Shape) -> Iterator[str]:
    """Names of which the branch says something, and one that it does not know."""
    yield from islice(branch.members.names, _MOST_NAMES)
    yield from (text for each in branch.members.patterns if (text := text_matching(each)) is not None)
    yield _UNKNOWN
