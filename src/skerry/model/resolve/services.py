"""Services: from what is written to what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from skerry.model.cascade import merge, merge_policies
from skerry.model.given import Given
from skerry.model.parsed import Parsed, ParsedService, ParsedStore, ParsedTarget, ParsedView
from skerry.model.problems import services as codes
from skerry.model.resolve import operations
from skerry.model.resolve.desk import Desk
from skerry.model.shapes import Entry
from skerry.model.system import (
    Call,
    CallPolicy,
    DataPolicy,
    DataRule,
    Operation,
    OperationName,
    Policies,
    Reaction,
    Service,
    Store,
    TypeName,
    View,
    references,
)
from skerry.model.terms.types import Named


def services(parsed: Parsed, desk: Desk) -> dict[str, Service]:
    """All services; their calls last, because those need everyone's operations."""
    desk.operations.update((name, operations.declared(service)) for name, service in parsed.services.items())
    found = {name: _service(service, parsed.policies, desk) for name, service in parsed.services.items()}
    _owners(parsed, found, desk)
    all_operations = {
        operation.name: operation for service in found.values() for operation in service.operations.values()
    }
    return {name: _with_calls(service, parsed, all_operations, desk) for name, service in found.items()}


def _service(parsed: ParsedService, defaults: Policies, desk: Desk) -> Service:
    offered = operations.api(parsed, desk)
    owned = tuple(name for given in parsed.owns if (name := desk.type_name(given.value, parsed.context, given.span)))
    policies = merge_policies(defaults, parsed.policies)
    return Service(
        parsed.name,
        parsed.context,
        parsed.team,
        parsed.about,
        parsed.code,
        owned,
        {name: _store(store, parsed, owned, desk) for name, store in parsed.stores.items()},
        tuple(_data(parsed, policies, desk)),
        offered,
        operations.by_name(parsed, offered, desk),
        tuple(_reactions(parsed, desk)),
        tuple(name for given in parsed.events.out if (name := desk.type_name(given.value, parsed.context, given.span))),
        {name: _view(view, parsed.context, desk) for name, view in parsed.views.items()},
        (),
        parsed.load,
        parsed.runs,
        parsed.policies,
        policies,
        parsed.span,
    )


def _store(parsed: ParsedStore, service: ParsedService, owned: tuple[TypeName, ...], desk: Desk) -> Store:
    if len(parsed.engines) != 1:
        what = f"names {len(parsed.engines)} engines" if parsed.engines else "names no engine"
        desk.problem(codes.ENGINE, f"the store `{parsed.name}` {what}", parsed.span, "such as `postgres: NAME`")
    engine, database = next(iter(parsed.engines.items()), ("", ""))
    sourced = []
    for given in parsed.event_sourced:
        name = desk.type_name(given.value, service.context, given.span)
        if name and name not in owned:
            desk.problem(
                codes.NOT_OWNED,
                f"{service.name} does not own `{given.value}`",
                given.span,
                f"add it to `owns:` of {service.name}",
            )
        elif name:
            sourced.append(name)
    return Store(parsed.name, engine, database, parsed.outbox, parsed.encrypted, tuple(sourced), parsed.span)


def _data(parsed: ParsedService, policies: Policies, desk: Desk) -> Iterator[DataRule]:
    for entry in parsed.data:
        field = entry.key.field
        name = desk.type_name(entry.key.type, parsed.context, entry.span)
        if name:
            desk.field(field, name, entry.span)
            policy = merge(policies.data.get(entry.value.tag, DataPolicy()), entry.value.policy)
            yield DataRule(name, field, entry.value.tag, policy, entry.span)


def _reactions(parsed: ParsedService, desk: Desk) -> Iterator[Reaction]:
    used = dict(_fields_used(parsed, desk))
    for entry in parsed.events.heard:
        event = desk.type_name(entry.key, parsed.context, entry.span)
        behaviour, span = entry.value.value, entry.value.span
        operation = desk.operation(parsed.name, behaviour.name, span)
        if event and behaviour.by:
            desk.field(behaviour.by, event, span)
        if event and operation:
            yield Reaction(event, operation, behaviour.by, used.get(event, ()), entry.span)


def _fields_used(parsed: ParsedService, desk: Desk) -> Iterator[tuple[TypeName, tuple[str, ...]]]:
    """The fields that a service uses of the events it hears."""
    for entry in parsed.events.reads:
        event = desk.type_name(entry.key, parsed.context, entry.span)
        if event:
            yield event, _fields(entry.value, event, desk)


def _fields(given: Iterable[Given[str]], of: TypeName | None, desk: Desk) -> tuple[str, ...]:
    """Fields, each looked up in its type where that is known; `shipTo.city` is looked up on its way."""
    listed = tuple(given)
    for each in listed if of else ():
        if of:
            desk.field(each.value, of, each.span)
    return tuple(each.value for each in listed)


def _view(parsed: ParsedView, context: str, desk: Desk) -> View:
    events = tuple(name for given in parsed.events if (name := desk.type_name(given.value, context, given.span)))
    for event in events:
        if parsed.key:
            desk.field(parsed.key.value, event, parsed.key.span)
    return View(parsed.name, events, parsed.key.value if parsed.key else "", parsed.lag, parsed.span)


def _owners(parsed: Parsed, found: dict[str, Service], desk: Desk) -> None:
    """Reports entities that two services claim."""
    first: dict[TypeName, tuple[str, Given[Named]]] = {}
    for service in parsed.services.values():
        owned = found[service.name].owns
        for given in service.owns:
            name = next(
                (each for each in owned if (each.name, each.version) == (given.value.name, given.value.version)), None
            )
            if name is None:
                continue
            if name in first and first[name][0] != service.name:
                other, there = first[name]
                related = ((there.span, f"{other} owns it here"),)
                desk.problem(
                    codes.OWNERS,
                    f"`{name}` is owned by {other} and {service.name}",
                    given.span,
                    "leave it to one of the two",
                    related=related,
                )
            first.setdefault(name, (service.name, given))


def _with_calls(service: Service, parsed: Parsed, known: dict[OperationName, Operation], desk: Desk) -> Service:
    lines = parsed.services[service.name].calls
    if not lines:
        return service
    calls = tuple(call for line in lines for call in _calls(line, service, known, desk))
    return replace(service, calls=calls)


def _calls(
    line: Entry | Given[str], service: Service, known: dict[OperationName, Operation], desk: Desk
) -> Iterator[Call]:
    defaults = service.policies.calls
    if isinstance(line, Given):
        yield Call(line.value, policy=defaults, span=line.span)
        return
    target: ParsedTarget = line.value
    if not target.operations:
        yield Call(line.key, "", target.policy, merge(defaults, target.policy), line.span)
        return
    if line.key in desk.tables["external"]:
        first = target.operations[0]
        desk.problem(
            codes.LONG_FORM,
            f"`{line.key}` is an external system, its operations are not modelled",
            first.span,
            "leave the operation out",
        )
        return
    for entry in target.operations:
        own = merge(target.policy, entry.value.policy)
        if line.key not in desk.operations:
            continue
        name = desk.operation(line.key, entry.key, entry.span)
        if name:
            asked = known[name].calls if name in known else CallPolicy()
            reads = _fields(entry.value.reads, _answered(known.get(name)), desk)
            yield Call(line.key, entry.key, own, merge(defaults, asked, own), entry.span, reads)


def _answered(operation: Operation | None) -> TypeName | None:
    """The type whose fields an operation answers with, one or many of it."""
    output = operation.output if operation else None
    found = next(references(output), None)
    return TypeName(found.context, found.name, found.version) if found else None
