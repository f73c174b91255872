"""What changed of types, fields, unions, interfaces and enums."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.change import Action, Change
from skerry.contracts.diff.graphql.fit import fit
from skerry.contracts.diff.graphql.found import Pair, deprecated, described, found, pairs, removal
from skerry.contracts.diff.graphql.inputs import inputs
from skerry.contracts.diff.graphql.rules import inputs as taking
from skerry.contracts.diff.graphql.rules import outputs
from skerry.contracts.diff.graphql.uses import shareable, specified, used
from skerry.formats.graphql.federation import ENTRANCES, Federation
from skerry.formats.graphql.flow import flow
from skerry.formats.graphql.values import Applied, Kind, Output, Type

_TYPED = {
    Action.NARROWED: outputs.FIELD_NARROWED,
    Action.WIDENED: outputs.FIELD_WIDENED,
    Action.CHANGED: outputs.FIELD_CHANGED,
}
_VALUES = {  # by whether the enum is sent to the service, and read from it
    (True, False): (outputs.IN_VALUE_ADDED, outputs.IN_VALUE_REMOVED),
    (False, True): (outputs.OUT_VALUE_ADDED, outputs.OUT_VALUE_REMOVED),
}


def types(pair: Pair) -> Iterator[Change]:
    """The changes of all types; what has the same text on both sides is not looked at."""
    for name in dict.fromkeys((*pair.before.types, *pair.after.types)):
        if pair.machinery(name) or pair.before.texts(name) == pair.after.texts(name):
            continue
        was, now = pair.before.type(name), pair.after.type(name)
        if was is None and now is not None:
            if name not in pair.before.type_parts:  # else it is there and cannot be read, which is a problem
                yield found(outputs.TYPE_ADDED, name, f"{now.kind} {name} was added", None, name, now=now)
        elif was is not None and now is None:
            if name not in pair.after.type_parts:
                yield removal(outputs.TYPE_REMOVED, name, was.kind, was, pair.today, _hidden(pair.was, was.directives))
        elif was is not None and now is not None:
            yield from _type(pair, was, now)


def _type(pair: Pair, was: Type, now: Type) -> Iterator[Change]:
    name = was.name
    yield from described("- type", name, was, now)
    if was.kind is not now.kind:
        message = f"{name} was {was.kind} and is {now.kind}"
        yield found(outputs.KIND_CHANGED, name, message, was.kind.value, now.kind.value, was, now)
        return
    yield from used(pair, name, was, now)
    yield from specified(name, was, now)
    yield from _interfaces(was, now)
    yield from _fields(pair, was, now)
    yield from inputs(pair, taking.FIELD, "in field", "input field", lambda of: f"{name}.{of}", was.inputs, now.inputs)
    yield from _members(was, now)
    if was.kind is Kind.ENUM:
        yield from _values(pair, was, now)


def _interfaces(was: Type, now: Type) -> Iterator[Change]:
    for name in was.interfaces:
        if name not in now.interfaces:
            message = f"{was.name} no longer implements {name}"
            yield found(outputs.INTERFACE_REMOVED, was.name, message, name, None, was, now, details={"interface": name})
    for name in now.interfaces:
        if name not in was.interfaces:
            message = f"{was.name} implements {name} too"
            yield found(outputs.INTERFACE_ADDED, was.name, message, None, name, was, now, details={"interface": name})


def _members(was: Type, now: Type) -> Iterator[Change]:
    for name in was.members:
        if name not in now.members:
            message = f"{name} is no longer a member of union {was.name}"
            yield found(outputs.MEMBER_REMOVED, was.name, message, name, None, was, now, details={"member": name})
    for name in now.members:
        if name not in was.members:
            message = f"{name} became a member of union {was.name}"
            yield found(outputs.MEMBER_ADDED, was.name, message, None, name, was, now, details={"member": name})


def _fields(pair: Pair, owner: Type, now_owner: Type) -> Iterator[Change]:
    for name, was, now in pairs(owner.fields, now_owner.fields):
        path = f"{owner.name}.{name}"
        if name in ENTRANCES and (pair.was or pair.now):
            continue
        if was is None and now is not None:
            yield found(outputs.FIELD_ADDED, path, f"field {path} was added", None, str(now.type), now=now)
        elif was is not None and now is None:
            hidden = _hidden(pair.was, was.directives) or _hidden(pair.was, owner.directives)
            yield removal(outputs.FIELD_REMOVED, path, "field", was, pair.today, hidden)
        elif was is not None and now is not None:
            yield from shareable(pair, path, (was, now), (owner, now_owner))
            if was != now:
                yield from _field(pair, path, was, now)


def _field(pair: Pair, path: str, was: Output, now: Output) -> Iterator[Change]:
    if action := fit(was.type, now.type):
        message = f"the type of field {path} changed from {was.type} to {now.type}"
        yield found(_TYPED[action], path, message, str(was.type), str(now.type), was, now)
    yield from inputs(
        pair, taking.ARGUMENT, "in argument", "argument", lambda of: f"{path}({of}:)", was.arguments, now.arguments
    )
    yield from described("out field", path, was, now)
    yield from deprecated("out field", path, was, now)
    yield from used(pair, path, was, now)


def _values(pair: Pair, owner: Type, now_owner: Type) -> Iterator[Change]:
    ways = flow(pair.before, owner.name) | flow(pair.after, owner.name)
    added, removed = _VALUES.get(ways.both, (outputs.VALUE_ADDED, outputs.VALUE_REMOVED))
    for name, was, now in pairs(owner.values, now_owner.values):
        path = f"{owner.name}.{name}"
        if was is None and now is not None:
            yield found(added, path, f"the value {path} was added", None, name, now=now)
        elif was is not None and now is None:
            yield removal(removed, path, "the value", was, pair.today, _hidden(pair.was, was.directives))
        elif was is not None and now is not None and was != now:
            yield from described("- enum-value", path, was, now)
            yield from deprecated("- enum-value", path, was, now)
            yield from used(pair, path, was, now)


def _hidden(side: Federation, directives: tuple[Applied, ...]) -> bool:
    return bool(side.uses(directives, "inaccessible"))
