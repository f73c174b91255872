"""`service.json`: a service's slice of the model, all that the runtime knows of it. What stands there is said by `skerry_runtime.spec`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from skerry.contracts.change import Direction
from skerry.contracts.write.events import Event, awaited, events
from skerry.contracts.write.events import published as published_by
from skerry.contracts.write.openapi.lifecycle import lifecycle
from skerry.contracts.write.openapi.naming import domain, lists
from skerry.contracts.write.openapi.requests import filters, parameter
from skerry.contracts.write.openapi.security import roles
from skerry.contracts.write.python.module import attribute
from skerry.contracts.write.scope import Scope, exchanged, name_of
from skerry.contracts.write.types import Schemas
from skerry.generate.access import guarded
from skerry.generate.service import graphql
from skerry.generate.service.access import access
from skerry.generate.service.callees import callers
from skerry.generate.service.columns import view_table
from skerry.generate.service.consents import consents
from skerry.generate.service.fills import plain
from skerry.generate.service.naming import many
from skerry.generate.service.sensitive import encrypted, indexed, rules, subject
from skerry.generate.service.shape import Shape, Shapes, initial
from skerry.model.cascade import merge
from skerry.model.system import Call, CallPolicy, DataRule, Operation, TypeDef, TypeName, Version, View
from skerry.model.terms.operations import Transition
from skerry.model.terms.quantities import Duration
from skerry.model.terms.types import Maybe, Named, Type

SCHEMA = "skerry.service/1"
Object = dict[str, Any]
_TIMEOUT, _RETRIES, _LAG = 5.0, 2, 60.0  # seconds, times, seconds: where the model says nothing


def service_json(shapes: Shapes, classes: Scope, package: str) -> str:
    """The text of the file; the same for the same model."""
    return json.dumps(_whole(_Slice(shapes, classes), package), indent=2, ensure_ascii=False) + "\n"


def _whole(of: _Slice, package: str) -> Object:
    service = of.service
    store = next(iter(service.stores.values()), None)
    policy = service.policies.versions
    found: Object = {
        "schema": SCHEMA,
        "system": of.system.name,
        "service": service.name,
        "package": package,
        "about": service.about,
        "context": service.context,
        "by": (policy.by.value if policy.by else "url").replace("_", "-"),
        "store": (store.database or store.name) if store else "",
        "versions": [of.version(each) for each in service.api.versions.values()],
        "entities": [of.entity(each) for each in of.shapes.entities.values()],
        "operations": [of.operation(each) for each in of.shapes.all],
        "events": [of.event(each) for each in of.events()],
        "publishes": [_event_name(name) for name in published_by(service)],
        "reactions": [
            {"event": _event_name(each.event), "operation": each.operation.operation, **_said(by=each.by)}
            for each in service.reactions
        ],
        "views": [of.view(each) for each in service.views.values()],
        "sagas": [saga.name for saga in of.system.sagas.values() if saga.service == service.name],
        "calls": list(of.callees()),
        "callers": callers(of.system, service),
        "problems": f"https://problems.{domain(of.system)}",
        **of.sensitive(),
        "trust": guarded(of.system) or None,
        "consents": consents(of.system, service) if guarded(of.system) else None,
        "graphql": graphql.part(of.system, service, of.classes),
    }
    return {name: value for name, value in found.items() if value not in ("", [], None, {})}


class _Slice:
    def __init__(self, shapes: Shapes, classes: Scope) -> None:
        self.shapes, self.classes = shapes, classes
        self.system, self.service = shapes.system, shapes.service

    def version(self, version: Version) -> Object:
        life = lifecycle(self.service, version)
        said = {"since": str(life.since or ""), "until": str(life.until or "")}
        return {"name": version.name, **_said(**said, successor=life.successor if life.ending else "")}

    def entity(self, definition: TypeDef) -> Object:
        found: Object = {"name": self.classes.of(definition.name, incoming=False), "table": many(definition.name.name)}
        key = self.shapes.key(definition)
        if key != "id":
            found["key"] = key
        if any(each.type == definition.name for each in self.service.data) and (
            about := subject(self.system, self.service, definition)
        ):
            found["subject"] = about
        if state := initial(self.system, definition):
            field, states, first = state
            changes = [_change(each) for each in self.system.types[states].states]
            found["state"] = {"field": field, "initial": first, "changes": changes}
        if any(definition.name in store.event_sourced for store in self.service.stores.values()):
            found["event_sourced"] = True
            needed = [each for each in definition.fields if each.name != key and not isinstance(each.type, Maybe)]
            found["fill"] = {attribute(each.name): plain(self.system, each.type) for each in needed}
        return found

    def sensitive(self) -> Object:
        """The rules for tagged fields, and what is written down of accesses to them; nothing where no field is tagged."""
        found = [self._datum(each) for each in rules(self.shapes, self.classes)]
        policy = self.service.policies.audit
        said: Object = {"log": policy.log.value} if policy.log and policy.log.value != "all" else {}
        said |= {"keep": float(policy.keep.value.seconds)} if policy.keep else {}
        return {"data": found, **({"audit": said} if said else {})} if found else {}

    def _datum(self, rule: DataRule) -> Object:
        policy, definition = rule.policy, self.system.types[rule.type]
        found: Object = {
            "entity": self.classes.of(rule.type, incoming=False),
            "field": rule.field_name,
            "tag": rule.tag,
            "mask": str(policy.mask.value) if policy.mask else "",
            "keep": float(policy.keep.value.seconds) if policy.keep else 0,
            "encrypted": rule.type in self.shapes.entities and rule.field_name in encrypted(self.service, definition),
            "index": rule.field_name in indexed(self.shapes, definition),
        }
        return {name: value for name, value in found.items() if value}

    def operation(self, shape: Shape) -> Object:
        operation = shape.operation
        calls = merge(self.service.policies.calls, operation.calls)
        found: Object = {
            "name": operation.name.operation,
            "routes": [
                route for version in self.service.api.versions.values() for route in self._routes(version, operation)
            ],
            "input": self._class(operation.input, incoming=True),
            "output": self._class(lists(operation.output) or operation.output, incoming=False),
            "listed": lists(operation.output) is not None,
            "entity": self.classes.of(shape.entity.name, incoming=False) if shape.entity else "",
            "emits": [[_event_name(name) for name in every] for every in operation.emits],
            "changes": [_change(each) for each in operation.transitions],
            "timeout": _seconds(calls, _TIMEOUT),
            "locates": self._located(shape),
            "roles": list(roles(self.system, self.service, operation)),
            "access": access(self.shapes, shape, self.classes) if guarded(self.system) else {},
        }
        kept = {name: value for name, value in found.items() if value not in ("", [], {}, False)}
        return kept if operation.status == 200 else {**kept, "status": operation.status}

    def _routes(self, version: Version, operation: Operation) -> Iterator[Object]:
        own = version.operations.get(operation.name.operation)
        if own is None or own.route is None:
            return
        output = exchanged(own.output, version.instead) if own.output else None
        taken = exchanged(own.input, version.instead) if own.input else None
        found: Object = {
            "version": version.name,
            "method": own.route.method,
            "path": own.route.path,
            "parameters": [self._parameter(own, name, "path") for name in own.route.parameters]
            + [self._parameter(own, name, "query") for name in filters(own)],
            "input": self._class(taken, incoming=True),
            "output": self._class(lists(output) or output, incoming=False),
            "listed": lists(output) is not None,
        }
        yield {name: value for name, value in found.items() if value not in ("", [], False)}

    def _parameter(self, operation: Operation, name: str, place: str) -> Object:
        of = parameter(self.system, operation, name)
        return {"name": name, "place": place, "schema": Schemas(self.system).schema(of, Direction.IN)}

    def _class(self, of: Type | None, *, incoming: bool) -> str:
        return self.classes.of(name_of(of), incoming=incoming) if isinstance(of, Named) else ""

    def _located(self, shape: Shape) -> str:
        """Where the thing that a command makes is found: the path of the operation that gives one by its key."""
        if shape.operation.status != 201 or shape.entity is None:
            return ""
        for other in self.shapes.all:
            route = other.operation.route
            if (
                route
                and route.method == "GET"
                and other.entity == shape.entity
                and len(route.parameters) == 1
                and other.key
            ):
                return route.path
        return ""

    def events(self) -> list[Event]:
        """The events that this service publishes, hears or waits for."""
        wanted = {*published_by(self.service), *(each.event for each in self.service.reactions)}
        wanted |= {name for view in self.service.views.values() for name in view.events}
        for saga in self.system.sagas.values():
            wanted |= set(awaited(saga.steps)) if saga.service == self.service.name else set()
        return [each for name, each in events(self.system).items() if name in wanted]

    def event(self, event: Event) -> Object:
        heard = event.name not in published_by(self.service)
        named = event.name in (self.classes.names)
        message = self.classes.of(event.name, incoming=heard) if named else ""
        found = {"name": _event_name(event.name), "message": message, "type": event.address, "schema": event.id}
        return {**found, **_said(key=event.key)}

    def view(self, view: View) -> Object:
        lag = view.lag.seconds if view.lag else _LAG
        types = [_event_name(name) for name in view.events]
        return {
            "name": view.name,
            "table": view_table(self.shapes, view),
            "events": types,
            **_said(key=view.key),
            "lag": float(lag),
        }

    def callees(self) -> Iterator[Object]:
        """Whom the service calls, and how: what the text says, and what its sagas do."""
        targets: dict[str, list[Call]] = {}
        for call in self.service.calls:
            targets.setdefault(call.target, []).append(call)
        for target, calls in targets.items():
            other = self.system.services.get(target)
            versions = sorted(other.api.versions, key=lambda name: int(name[1:])) if other else []
            found: Object = {"name": target, **_said(version=versions[-1] if versions else "")}
            if other is None:
                found["external"] = True
            yield {**found, "calls": [_call(each) for each in calls]}


def _call(call: Call) -> Object:
    policy = call.policy
    found: Object = {**_said(operation=call.operation), "timeout": _seconds(policy, 0.5)}
    mesh = bool(policy.owner and policy.owner.value == "mesh")
    found["retries"] = 0 if mesh else (policy.retries.value if policy.retries else _RETRIES)
    if policy.breaker:
        breaker = policy.breaker.value
        found["breaker"] = {
            "after": int(breaker.after.number),
            "pause": float(breaker.pause.seconds) if breaker.pause else 10.0,
        }
    if policy.cache:
        found["cache"] = float(policy.cache.value.seconds)
    return found


def _seconds(policy: CallPolicy, otherwise: float) -> float:
    found: Duration | None = policy.timeout.value if policy.timeout else None
    return float(found.seconds) if found else otherwise


def _change(transition: Transition) -> Object:
    return {"sources": list(transition.sources), "target": transition.target}


def _event_name(name: TypeName) -> str:
    return str(name)


def _said(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
