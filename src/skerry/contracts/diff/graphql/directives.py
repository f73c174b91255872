"""What changed of directives, and of the schema's root operations."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.change import Change, Level
from skerry.contracts.diff.graphql.found import Pair, described, found, pairs
from skerry.contracts.diff.graphql.inputs import inputs
from skerry.contracts.diff.graphql.rules import directives as rules
from skerry.contracts.diff.graphql.rules import federation, outputs
from skerry.contracts.diff.graphql.rules import inputs as taking
from skerry.contracts.diff.graphql.uses import used
from skerry.formats.graphql.values import Directive

EXECUTABLE = frozenset(
    (
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
    )
)


def roots(pair: Pair) -> Iterator[Change]:
    """The changes of the schema definition."""
    was, now = pair.before.roots, pair.after.roots
    for key, one, other in pairs(was.types, now.types):
        if one is None:
            yield found(
                outputs.ROOT_ADDED, other or "", f"the root type {other} for {key} was added", None, other, None, now
            )
        elif other is None:
            yield found(outputs.ROOT_REMOVED, one, f"the root type {one} for {key} was removed", one, None, was)
        elif one != other:
            message = f"the root type for {key} changed from {one} to {other}"
            yield found(outputs.ROOT_CHANGED, one, message, one, other, was, now)
    yield from described("- schema", "schema", was, now)
    yield from used(pair, "schema", was, now)
    if pair.was and pair.now and pair.was.version != pair.now.version:
        message = f"Federation {pair.now.version} is linked, before {pair.was.version}"
        yield found(federation.VERSION_CHANGED, "schema", message, pair.was.version, pair.now.version, was, now)


def directives(pair: Pair) -> Iterator[Change]:
    """The changes of all definitions of directives but those of Federation."""
    for name in dict.fromkeys((*pair.before.directives, *pair.after.directives)):
        if pair.machinery(name):
            continue
        was, now = pair.before.directive(name), pair.after.directive(name)
        path = f"@{name}"
        if was is None and now is not None:
            yield found(rules.ADDED, path, f"directive {path} was added", None, path, None, now)
        elif was is not None and now is None:
            yield found(rules.REMOVED, path, f"directive {path} was removed", path, None, was)
        elif was is not None and now is not None and was != now:
            yield from _directive(pair, path, was, now)


def _directive(pair: Pair, path: str, was: Directive, now: Directive) -> Iterator[Change]:
    yield from described("- directive", path, was, now)
    for location in was.locations:
        if location not in now.locations:
            message = f"{path} may no longer stand on {location}"
            yield found(rules.LOCATION_REMOVED, path, message, location, None, was, now, details={"location": location})
    for location in now.locations:
        if location not in was.locations:
            message = f"{path} may stand on {location} too"
            yield found(rules.LOCATION_ADDED, path, message, None, location, was, now, details={"location": location})
    if was.repeatable and not now.repeatable:
        level = Level.BREAKING if EXECUTABLE & set(was.locations) else Level.DANGEROUS
        yield found(rules.REPEATABLE_REMOVED, path, f"{path} may no longer be repeated", True, False, was, now, level)
    elif now.repeatable and not was.repeatable:
        yield found(rules.REPEATABLE_ADDED, path, f"{path} may be repeated", False, True, was, now)
    yield from inputs(
        pair,
        taking.DIRECTIVE,
        "in directive-argument",
        "argument",
        lambda of: f"{path}({of}:)",
        was.arguments,
        now.arguments,
    )
