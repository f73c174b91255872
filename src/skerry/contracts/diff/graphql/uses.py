"""What changed of the directives that stand on something: `@oneOf`, Federation's, and the schema's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from skerry.contracts.change import Action, Change
from skerry.contracts.diff.graphql.found import Holder, Pair, found
from skerry.contracts.diff.graphql.rules import directives, federation, inputs, texts
from skerry.formats.graphql.fieldsets import same
from skerry.formats.graphql.values import Applied, applied, shown

_ELSEWHERE = ("deprecated", "specifiedBy", "oneOf")  # each has rules of its own
_BY_FIELD = "shareable"  # stands on a type for all of its fields
_OWN = {
    Action.ADDED: directives.USE_ADDED,
    Action.REMOVED: directives.USE_REMOVED,
    Action.CHANGED: directives.USE_CHANGED,
}


def used(pair: Pair, path: str, was: Holder, now: Holder) -> Iterator[Change]:
    """The changes of the directives on one thing that both sides have."""
    yield from _one_of(path, was, now)
    if not pair.uses or was.directives == now.directives:
        return
    old, new = _named(pair, was, before=True), _named(pair, now, before=False)
    for name in dict.fromkeys((*old, *new)):
        if name in ("key", "link", _BY_FIELD):
            continue
        for action, one, other in _differences(old.get(name, []), new.get(name, [])):
            rule = federation.USES.get((name, action)) or _OWN[action]
            use = _text(other or one)
            verb = f"was {action} {'from' if action is Action.REMOVED else 'to'}"
            message = f"{use} {verb} {path}" if action is not Action.CHANGED else f"{_text(one)} on {path} became {use}"
            yield found(
                rule, path, message, _text(one) or None, _text(other) or None, was, now, details={"directive": name}
            )
    if path.count(".") == 0 and "(" not in path:
        yield from _keys(path, old.get("key", []), new.get("key", []), was, now)


def _named(pair: Pair, holder: Holder, *, before: bool) -> dict[str, list[Applied]]:
    """The uses by name, federation's under its own names."""
    side = pair.was if before else pair.now
    result: dict[str, list[Applied]] = {}
    for use in holder.directives:
        if use.name not in _ELSEWHERE:
            result.setdefault(side.own(use.name) or use.name, []).append(use)
    return result


def _differences(old: list[Applied], new: list[Applied]) -> Iterator[tuple[Action, Applied | None, Applied | None]]:
    was, now = Counter(map(_text, old)), Counter(map(_text, new))
    gone = [use for use in old if was[_text(use)] > now[_text(use)]]
    come = [use for use in new if now[_text(use)] > was[_text(use)]]
    if len(gone) == len(come) == 1 and gone[0].arguments and come[0].arguments:
        yield Action.CHANGED, gone[0], come[0]
        return
    yield from ((Action.REMOVED, use, None) for use in gone)
    yield from ((Action.ADDED, None, use) for use in come)


def _text(use: Applied | None) -> str:
    if use is None:
        return ""
    given = ", ".join(f"{name}: {shown(value)}" for name, value in sorted(use.arguments.items()))
    return f"@{use.name}({given})" if given else f"@{use.name}"


def _one_of(path: str, was: Holder, now: Holder) -> Iterator[Change]:
    old, new = applied(was.directives, "oneOf"), applied(now.directives, "oneOf")
    if old is None and new is not None:
        yield found(inputs.ONE_OF_ADDED, path, f"exactly one of {path} must be given", None, "@oneOf", was, now)
    elif old is not None and new is None:
        yield found(inputs.ONE_OF_REMOVED, path, f"any number of {path} may be given", "@oneOf", None, was, now)


def specified(path: str, was: Holder, now: Holder) -> Iterator[Change]:
    """What changed of where a scalar is specified."""
    old, new = (applied(side.directives, "specifiedBy") for side in (was, now))
    one, other = (use.arguments.get("url") if use else None for use in (old, new))
    if one == other:
        return
    rule = texts.SPECIFIED_CHANGED if old and new else texts.SPECIFIED_REMOVED if old else texts.SPECIFIED_ADDED
    yield found(
        rule, path, f"{path} is specified by {other or 'nothing'}, before by {one or 'nothing'}", one, other, was, now
    )


def shareable(pair: Pair, path: str, of: tuple[Holder, Holder], owners: tuple[Holder, Holder]) -> Iterator[Change]:
    """Whether others may still resolve a field; a type that is shareable makes all of its fields so."""
    was = any(pair.was.uses(holder.directives, "shareable") for holder in (of[0], owners[0]))
    now = any(pair.now.uses(holder.directives, "shareable") for holder in (of[1], owners[1]))
    if was and not now and pair.uses:
        yield found(
            federation.SHAREABLE_REMOVED, path, f"other subgraphs may no longer resolve {path}", True, False, *of
        )
    elif now and not was and pair.uses and pair.was:
        yield found(federation.SHAREABLE_ADDED, path, f"other subgraphs may resolve {path} too", False, True, *of)


def _keys(path: str, old: list[Applied], new: list[Applied], was: Holder, now: Holder) -> Iterator[Change]:
    gone = [use for use in old if not any(_same_key(use, other) for other in new)]
    come = [use for use in new if not any(_same_key(use, other) for other in old)]
    if len(gone) == len(come) == 1:
        one, other = _fields(gone[0]), _fields(come[0])
        yield found(
            federation.KEY_CHANGED, path, f"the key of {path} changed from {one} to {other}", one, other, was, now
        )
    else:
        for use in gone:
            message = f"{path} can no longer be reached by its key {_fields(use)}"
            yield found(federation.KEY_REMOVED, path, message, _fields(use), None, was, now)
        for use in come:
            message = f"{path} can be reached by the key {_fields(use)}"
            yield found(federation.KEY_ADDED, path, message, None, _fields(use), was, now)
    for use in old:
        other_use = next((each for each in new if _same_key(use, each)), None)
        if other_use and _resolvable(use) != _resolvable(other_use):
            rule = federation.RESOLVABLE_REMOVED if _resolvable(use) else federation.RESOLVABLE_ADDED
            verb = "no longer" if _resolvable(use) else "now"
            yield found(
                rule,
                path,
                f"{path} is {verb} resolved here by {_fields(use)}",
                _resolvable(use),
                _resolvable(other_use),
                was,
                now,
            )


def _same_key(one: Applied, other: Applied) -> bool:
    return same(_fields(one), _fields(other))


def _fields(use: Applied) -> str:
    text = use.arguments.get("fields")
    return text if isinstance(text, str) else ""


def _resolvable(use: Applied) -> bool:
    return use.arguments.get("resolvable") is not False
