"""What changed of the things that a service takes: arguments and input fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from skerry.contracts.change import Action, Change
from skerry.contracts.diff.graphql.fit import fit
from skerry.contracts.diff.graphql.found import Pair, deprecated, described, found, pairs, removal
from skerry.contracts.diff.graphql.rules.inputs import Taken
from skerry.contracts.diff.graphql.uses import used
from skerry.formats.graphql.values import Input, shown

Coordinate = Callable[[str], str]


def inputs(
    pair: Pair, taken: Taken, at: str, what: str, coordinate: Coordinate,
    before: Mapping[str, Input], after: Mapping[str, Input],
) -> Iterator[Change]:  # fmt: skip
    """The changes of all inputs of one thing; `at` is their area in the tables of texts, `what` how messages call them."""
    for name, was, now in pairs(before, after):
        path = coordinate(name)
        if was is None and now is not None:
            yield _added(taken, what, path, now)
        elif was is not None and now is None:
            yield removal(taken.removed, path, what, was, pair.today)
        elif was is not None and now is not None and was != now:
            yield from _typed(taken, what, path, was, now)
            yield from _defaulted(taken, what, path, was, now)
            yield from described(at, path, was, now)
            yield from deprecated(at, path, was, now)
            yield from used(pair, path, was, now)


def _added(taken: Taken, what: str, path: str, now: Input) -> Change:
    if now.needed:
        return found(taken.required_added, path, f"the required {what} {path} was added", None, str(now.type), now=now)
    return found(taken.added, path, f"the optional {what} {path} was added", None, str(now.type), now=now)


def _typed(taken: Taken, what: str, path: str, was: Input, now: Input) -> Iterator[Change]:
    rules = {Action.NARROWED: taken.narrowed, Action.WIDENED: taken.widened, Action.CHANGED: taken.changed}
    if action := fit(was.type, now.type):
        message = f"the type of {what} {path} changed from {was.type} to {now.type}"
        yield found(rules[action], path, message, str(was.type), str(now.type), was, now)


def _defaulted(taken: Taken, what: str, path: str, was: Input, now: Input) -> Iterator[Change]:
    old = shown(was.default) if was.has_default else None
    new = shown(now.default) if now.has_default else None
    if old == new:
        return
    if was.type == now.type and was.needed != now.needed:
        rule = taken.required_added if now.needed else taken.required_removed
        verb = (
            "must be given, since its default was removed" if now.needed else "may be left out, since it has a default"
        )
        yield found(rule, path, f"{what} {path} {verb}", old, new, was, now)
    elif old is None:
        yield found(taken.default_added, path, f"{what} {path} got the default {new}", old, new, was, now)
    elif new is None:
        yield found(taken.default_removed, path, f"{what} {path} lost the default {old}", old, new, was, now)
    else:
        message = f"the default of {what} {path} changed from {old} to {new}"
        yield found(taken.default_changed, path, message, old, new, was, now)
