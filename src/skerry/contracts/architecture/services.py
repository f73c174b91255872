"""Services: who they belong to, what they own, store, offer, hear and call, as statements."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.architecture.trait import Key, Trait, Trend, part
from skerry.contracts.change import Level
from skerry.model.system import Operation, Service, Store, System, TypeName, Version

_SOFTER = Trend(up=Level.SAFE, down=Level.DANGEROUS)


def traits(system: System) -> Iterator[Trait]:
    """All of them, service by service."""
    for service in system.services.values():
        yield from _service(system, service)
        yield from _data(service)
        yield from _api(service)
        yield from _messages(service)
        yield from _calls(service)
    yield from _owners(system)


def _service(system: System, service: Service) -> Iterator[Trait]:
    own, context = part("service", service.name), system.contexts.get(service.context)
    yield Trait(own, f"the service {service.name}", "", service.span)
    team = service.team or (context.team if context else "")
    runs = service.runs
    started = " ".join(filter(None, (runs.command, runs.image, str(runs.port), runs.language))) if runs else ""
    load = ", ".join(str(each) for each in (service.load.peak, service.load.p95) if each)
    for kind, text in (("context", service.context), ("team", team), ("runs", started), ("load", load)):
        if text or kind == "context":
            yield Trait(Key("service", kind, service.name), f"the {kind} of {service.name}", text, service.span, of=own)
    for store in service.stores.values():
        yield from _store(service, store)


def _store(service: Service, store: Store) -> Iterator[Trait]:
    name = f"{service.name}.{store.name}"
    own = part("store", name)
    yield Trait(own, f"the store {name}", "", store.span, of=part("service", service.name))
    for kind, text in (("engine", store.engine), ("database", store.database)):
        yield Trait(Key("store", kind, name), f"the {kind} of {name}", text, store.span, of=own)
    for kind in ("outbox", "encrypted"):
        on = bool(getattr(store, kind))
        key, said = Key("store", kind, name), f"`{kind}` of {name}"
        yield Trait(key, said, str(on).lower(), store.span, of=own, size=on, trend=_SOFTER)
    for entity in store.event_sourced:
        key = Key("store", "event-sourced", f"{name}: {entity}")
        yield Trait(key, f"event sourcing of {entity} in {name}", "", store.span, of=own)


def _data(service: Service) -> Iterator[Trait]:
    for rule in service.data:
        name = f"{service.name}: {rule.type.name}.{rule.field_name}"
        said = f"the data class of {rule.type.name}.{rule.field_name}"
        yield Trait(Key("data", "class", name), said, rule.tag, rule.span, of=part("service", service.name))


def _api(service: Service) -> Iterator[Trait]:
    own, api = part("service", service.name), service.api
    for style in dict.fromkeys(api.expose) if api.versions or api.contract else ():
        key = Key("api", "style", f"{service.name}: {style}")
        yield Trait(key, f"{style} of {service.name}", "", api.span, of=own)
    for scheme, roles in api.auth.items():
        for role in roles or ("anybody",):
            key = Key("api", "role", f"{service.name}: {scheme} {role}")
            yield Trait(key, f"the access of {role} to {service.name} by {scheme}", "", api.span, of=own)
    if api.contract:
        key = Key("api", "document", service.name)
        yield Trait(key, f"the document of {service.name}", api.contract, api.span, of=own)
    for version in api.versions.values():
        yield from _version(service, version)
    for operation in service.operations.values():
        yield from _operation(operation)


def _version(service: Service, version: Version) -> Iterator[Trait]:
    name = f"{service.name} {version.name}"
    if version.name and version.name != "internal":
        own = part("version", name)
        yield Trait(own, f"the version {name}", "", version.span, of=part("service", service.name))
        if version.sunset:
            day = version.sunset
            size = float(day.year * 372 + day.month * 31 + (day.day or 31))
            key = Key("version", "sunset", name)
            yield Trait(key, f"the sunset of {name}", str(day), version.span, of=own, size=size, trend=_SOFTER)


def _operation(operation: Operation) -> Iterator[Trait]:
    name = str(operation.name)
    own, place = part("operation", name), operation.span
    yield Trait(own, f"the operation {name}", "", place, of=part("service", operation.name.service))
    if operation.route:
        yield Trait(Key("operation", "route", name), f"the route of {name}", str(operation.route), place, of=own)
    else:  # what has a route stands in a contract, whose changes say more
        for kind, given in (("input", operation.input), ("output", operation.output)):
            if given:
                yield Trait(Key("operation", kind, name), f"the {kind} of {name}", str(given), place, of=own)
    for each in dict.fromkeys(str(each) for each in operation.transitions):
        key = Key("operation", "transition", f"{name}: {each}")
        yield Trait(key, f"the transition {each} by {name}", "", place, of=own)
    emits = " or ".join(" and ".join(map(str, every)) for every in operation.emits)
    if emits:
        yield Trait(Key("operation", "emits", name), f"what {name} emits", emits, place, of=own)


def _messages(service: Service) -> Iterator[Trait]:
    own = part("service", service.name)
    for event in _published(service):
        key = Key("event", "published", f"{service.name}: {event}")
        yield Trait(key, f"the event {event}, published by {service.name},", "", service.span, of=own)
    reactions: dict[str, list[str]] = {}
    for reaction in service.reactions:
        by = f" by {reaction.by}" if reaction.by else ""
        reactions.setdefault(str(reaction.event), []).append(f"{reaction.operation.operation}{by}")
    for heard, does in reactions.items():
        key = Key("event", "heard", f"{service.name}: {heard}")
        yield Trait(key, f"what {service.name} does on {heard}", ", ".join(sorted(does)), service.span, of=own)
    for view in service.views.values():
        name = f"{service.name}.{view.name}"
        whole = part("view", name)
        yield Trait(whole, f"the view {name}", "", view.span, of=own)
        sources = ", ".join(sorted(map(str, view.events)))
        for kind, text in (("source", sources), ("key", view.key), ("lag", str(view.lag or ""))):
            if text or kind != "lag":
                yield Trait(Key("view", kind, name), f"the {kind} of {name}", text, view.span, of=whole)


def _published(service: Service) -> Iterator[TypeName]:
    """The events that it says it publishes, and those that its operations emit in any version."""
    operations = [
        *service.operations.values(),
        *(each for v in service.api.versions.values() for each in v.operations.values()),
    ]
    emitted = (event for operation in operations for every in operation.emits for event in every)
    yield from dict.fromkeys((*service.publishes, *emitted))


def _calls(service: Service) -> Iterator[Trait]:
    for call in service.calls:
        target = f"{call.target}.{call.operation}".rstrip(".")
        name = f"{service.name} -> {target}"
        own = part("call", name)
        yield Trait(own, f"the synchronous call {name}", "", call.span)
        if call.reads:
            reads = ", ".join(sorted(call.reads))
            yield Trait(Key("call", "reads", name), f"what {service.name} reads of {target}", reads, call.span, of=own)


def _owners(system: System) -> Iterator[Trait]:
    """Who owns each entity and each database: more than one is a tie between services that nobody sees in the code."""
    entities: dict[str, list[Service]] = {}
    databases: dict[str, list[tuple[Service, Store]]] = {}
    for service in system.services.values():
        for entity in dict.fromkeys(service.owns):
            entities.setdefault(str(entity), []).append(service)
        for store in service.stores.values():
            if store.database:
                databases.setdefault(f"{store.engine} {store.database}", []).append((service, store))
    for name, owners in entities.items():
        names = ", ".join(sorted(each.name for each in owners))
        yield Trait(Key("ownership", "entity", name), f"the owner of {name}", names, owners[0].span)
    for name, users in databases.items():
        names = ", ".join(sorted({service.name for service, _ in users}))
        if "," in names:
            key = Key("ownership", "shared", name)
            yield Trait(key, f"the sharing of the database {name}", names, users[-1][1].span)
