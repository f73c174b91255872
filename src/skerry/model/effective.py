"""The values that hold for a part of a model after the cascade, and where each was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct

from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.model.cascade import merge
from skerry.model.given import Given
from skerry.model.system import Call, Context, Operation, Placement, Policies, Service, Slo, System


@dataclass(frozen=True, slots=True)
class Value:
    """One effective value, as the language prints it, and where it comes from."""

    key: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Effective:
    """A part of the model by its full name, what kind of part it is, and its effective values."""

    name: str
    kind: str
    span: Span
    values: tuple[Value, ...]


def effective(system: System, name: str) -> Effective | None:
    """The part called `name`: a context, a service, `service.operation`, or a call `service -> target.operation`."""
    if name in system.services:
        service = system.services[name]
        return Effective(name, "service", service.span, tuple(_service(system, service)))
    if name in system.contexts:
        context = system.contexts[name]
        return Effective(name, "context", context.span, tuple(_context(system, context)))
    left, arrow, right = (part.strip() for part in name.partition("->"))
    if arrow:
        return _call(system, left, right)
    service_name, _, operation_name = name.partition(".")
    service_found = system.services.get(service_name)
    operation = service_found.operations.get(operation_name) if service_found else None
    if service_found is None or operation is None:
        return None
    return Effective(name, "operation", operation.span, tuple(_operation(service_found, operation)))


def names(system: System) -> list[str]:
    """Everything `effective` knows by name."""
    services = system.services.values()
    operations = [str(operation.name) for service in services for operation in service.operations.values()]
    calls = [f"{service.name} -> {_target(call)}" for service in services for call in service.calls]
    return [*system.services, *system.contexts, *operations, *calls]


def near(system: System, name: str) -> str:
    """The known name most like `name`, or ''."""
    return nearest(name, names(system))


def _target(call: Call) -> str:
    return f"{call.target}.{call.operation}" if call.operation else call.target


def _given(prefix: str, holder: Struct) -> Iterator[Value]:
    """Every given value of a group of policies."""
    for name in holder.__struct_fields__:
        value = getattr(holder, name)
        if isinstance(value, Given):
            text = str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
            yield Value(f"{prefix}.{name.replace('_', '-')}", text, value.span)


def _policies(policies: Policies) -> Iterator[Value]:
    yield from _given("calls", policies.calls)
    yield from _given("events", policies.events)
    yield from _given("versions", policies.versions)
    yield from _given("slo", policies.slo)
    yield from _given("audit", policies.audit)
    for tag, policy in policies.data.items():
        yield from _given(f"data.{tag}", policy)


def _service(system: System, service: Service) -> Iterator[Value]:
    context = system.contexts.get(service.context)
    yield Value("context", service.context, service.span)
    if service.team or (context and context.team):
        yield Value(
            "team",
            service.team or (context.team if context else ""),
            service.span if service.team else context.span if context else service.span,
        )
    for part, value in (("load.peak", service.load.peak), ("load.p95", service.load.p95)):
        if value:
            yield Value(part, str(value), service.load.span)
    yield from _policies(service.policies)
    for rule in service.data:
        yield Value(f"data.{rule.type.name}.{rule.field_name}", rule.tag, rule.span)
        yield from _given(f"data.{rule.type.name}.{rule.field_name}", rule.policy)
    for call in service.calls:
        yield from _given(f"calls {_target(call)}", call.policy)
    yield from _placement(system, service)


def _placement(system: System, service: Service) -> Iterator[Value]:
    kubernetes = system.deploy.kubernetes
    general = (
        Placement(autoscale=Given(kubernetes.autoscale, kubernetes.autoscale.span))
        if kubernetes and kubernetes.autoscale
        else Placement()
    )
    placed = merge(general, system.deploy.services.get(service.name, Placement()))
    yield from _given("deploy", placed)
    for environment in system.environments.values():
        own = merge(environment.everywhere, environment.services.get(service.name, Placement()))
        yield from _given(environment.name, merge(placed, own))


def _operation(service: Service, operation: Operation) -> Iterator[Value]:
    if operation.route:
        yield Value("route", str(operation.route), operation.span)
    yield Value("version", operation.version or "internal", operation.span)
    for key, value in (("takes", operation.input), ("gives", operation.output)):
        if value:
            yield Value(key, str(value), operation.span)
    if operation.emits:
        yield Value("emits", " or ".join(" and ".join(map(str, every)) for every in operation.emits), operation.span)
    for change in operation.transitions:
        yield Value("changes", str(change), operation.span)
    yield from _given(
        "slo", merge(service.policies.slo, operation.slo) if operation.slo != Slo() else service.policies.slo
    )
    yield from _given("calls", operation.calls)


def _call(system: System, caller: str, target: str) -> Effective | None:
    service = system.services.get(caller)
    found = next((call for call in service.calls if _target(call) == target), None) if service else None
    if found is None:
        return None
    return Effective(f"{caller} -> {target}", "call", found.span, tuple(_given("calls", found.policy)))


def _context(system: System, context: Context) -> Iterator[Value]:
    yield Value("kind", context.kind, context.span)
    if context.team:
        yield Value("team", context.team, context.span)
    for rule in dict.fromkeys((*system.profile.comply, *context.comply)):
        yield Value("comply", rule, context.span if rule in context.comply else system.profile.span)
    for service in system.services_of(context.name):
        yield Value("service", service.name, service.span)
    for relation in system.relations:
        if context.name in (relation.downstream, relation.upstream):
            yield Value(
                "map", f"{relation.downstream} -> {relation.upstream}: {', '.join(relation.kinds)}", relation.span
            )
