"""What policies of a model promise of services and calls, as the traits that readers find in code and manifests."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.kernel.span import Span
from skerry.model.cascade import merge
from skerry.model.given import Given
from skerry.model.system import CallPolicy, Service, Step, System
from skerry.model.terms.quantities import Duration
from skerry.rules.expected._witness import witness
from skerry.rules.expected.routes import GATEWAY, gateways, reached

_METERS = frozenset(["prometheus"])
_TRACES = frozenset(["otel", "jaeger", "tempo"])
_LOGS = frozenset(["loki", "elasticsearch"])


def traits(system: System) -> Iterator[Trait]:
    """Those of services, then those of their calls. What nobody promises is not known."""
    for service in system.services.values():
        yield from _interface(service)
        yield from _events(service)
        yield from _stores(service)
        yield from _placement(system, service)
        yield from _telemetry(system, service)
        if service.runs is None:
            yield from _generated(service)
        elif (owner := service.policies.calls.owner) and owner.value != "app":
            yield Trait(service.name, "kept-by-platform", value=owner.value, evidence=witness(owner.span))
        for call in service.calls:
            yield from _call(service.name, call.target, call.policy, call.span)
    for saga in system.sagas.values():
        for step in saga.steps:
            yield from _step(system, saga.service, step)
    yield from _gateway(system)


def _interface(service: Service) -> Iterator[Trait]:
    api = service.api
    if api.versions or api.contract:
        yield Trait(service.name, "documents-api", evidence=witness(api.span))
    if api.versions:
        yield Trait(service.name, "versions-api", value=_versioned_by(service), evidence=witness(api.span))
    if set(api.auth) - {"public"} or api.needs:
        ways = ", ".join(sorted({*api.auth, *api.schemes} - {"public"}))
        yield Trait(service.name, "authenticates", value=ways, evidence=witness(api.span))
        yield Trait(service.name, "authorizes", evidence=witness(api.span))
    if (mtls := service.policies.calls.mtls) and mtls.value:
        yield Trait(service.name, "encrypts", value="mtls", evidence=witness(mtls.span))


def _versioned_by(service: Service) -> str:
    by = service.policies.versions.by
    return by.value if by else "url"


def _events(service: Service) -> Iterator[Trait]:
    events = service.policies.events
    if service.reactions and events.dead_letter and events.dead_letter.value:
        yield Trait(service.name, "dead-letters", evidence=witness(events.dead_letter.span))


def _stores(service: Service) -> Iterator[Trait]:
    for store in service.stores.values():
        if store.outbox:
            yield Trait(service.name, "outbox", evidence=witness(store.span))


def _placement(system: System, service: Service) -> Iterator[Trait]:
    placed = system.deploy.services.get(service.name)
    cluster = system.deploy.kubernetes
    sizes = {"cpu": placed.cpu, "memory": placed.memory} if placed else {}
    if said := {name: given for name, given in sizes.items() if given}:
        value = " ".join(f"{name}={given.value.high}" for name, given in said.items())
        yield Trait(service.name, "limits-resources", value=value, evidence=witness(next(iter(said.values())).span))
    if placed and placed.autoscale:
        yield Trait(
            service.name, "autoscales", value=str(placed.autoscale.value.most), evidence=witness(placed.autoscale.span)
        )
    elif cluster and cluster.autoscale:
        most = str(cluster.autoscale.most)
        yield Trait(service.name, "autoscales", value=most, evidence=witness(cluster.autoscale.span))


def _telemetry(system: System, service: Service) -> Iterator[Trait]:
    for name, products in (("meters", _METERS), ("traces", _TRACES), ("ships-logs", _LOGS)):
        if found := [each for each in system.deploy.observe if each in products]:
            yield Trait(service.name, name, value=found[0], evidence=witness(system.deploy.span))


def _generated(service: Service) -> Iterator[Trait]:
    """What every generated service does, whatever the model says."""
    for name in ("kept-by-platform", "liveness", "readiness", "idempotent", "logs"):
        yield Trait(service.name, name, evidence=witness(service.span))


def _call(source: str, target: str, policy: CallPolicy, span: Span) -> Iterator[Trait]:
    if policy.timeout:
        seconds = f"{policy.timeout.value.seconds:g}"
        yield Trait(source, "times-out", target, seconds, witness(policy.timeout.span or span))
    if policy.retries and policy.retries.value:
        yield Trait(source, "retries", target, str(policy.retries.value), witness(policy.retries.span))
    if policy.breaker:
        yield Trait(source, "breaks-circuit", target, str(policy.breaker.value), witness(policy.breaker.span))


def _step(system: System, source: str, step: Step) -> Iterator[Trait]:
    """A step asks as the driver's policy says, where it says nothing else itself."""
    driver = system.services.get(source)
    for name in (step.do, step.undo):
        if driver is None or name is None or name.service == source:
            continue
        policy = merge(driver.policies.calls, CallPolicy(timeout=_given(step.timeout, step.span), retries=_tries(step)))
        yield from _call(source, name.service, policy, step.span)
        if step.retry and step.retry.backoff:
            yield Trait(source, "backs-off", name.service, str(step.retry.backoff), witness(step.retry.span))


def _given(timeout: Duration | None, span: Span) -> Given[Duration] | None:
    return Given(timeout, span) if timeout else None


def _tries(step: Step) -> Given[int] | None:
    return Given(step.retry.times, step.retry.span) if step.retry else None


def _gateway(system: System) -> Iterator[Trait]:
    for gateway in gateways(system):
        yield Trait(gateway.name, "balances-load", evidence=gateway.evidence)
        if any(service.api.auth for service in system.services.values()) or system.access:
            yield Trait(gateway.name, "authenticates", evidence=gateway.evidence)
        for service in system.services.values():
            if reached(service) and service.load.peak:
                yield Trait(GATEWAY, "limits-rate", service.name, str(service.load.peak), witness(service.load.span))
