"""Policies and placement as they hold for each service, operation and call after the cascade, as statements."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.architecture.quantities import size
from skerry.contracts.architecture.trait import Key, Trait, Trend, part
from skerry.contracts.change import Level
from skerry.model.effective import Effective, Value, effective
from skerry.model.system import System

_GROUPS = ("calls", "events", "versions", "slo", "audit", "data")
_SAFER = Trend(up=Level.SAFE, down=Level.DANGEROUS)
_COSTLIER = Trend(up=Level.DANGEROUS, down=Level.SAFE)
_EITHER = Trend(up=Level.SAFE, down=Level.SAFE)
_TRENDS = {
    "calls.timeout": _SAFER,
    "calls.retries": _COSTLIER,
    "calls.cache": _COSTLIER,
    "calls.mtls": _SAFER,
    "calls.breaker": _EITHER,
    "events.at-least-once": _SAFER,
    "events.dead-letter": _SAFER,
    "versions.keep": _SAFER,
    "versions.sunset": _SAFER,
    "slo.availability": _SAFER,
    "slo.latency-p95": _COSTLIER,
    "audit.keep": _SAFER,
}


def traits(system: System) -> Iterator[Trait]:
    """All of them; what one line gives to many parts has one group."""
    for name, service in system.services.items():
        yield from _of(effective(system, name), part("service", name))
        for operation in service.operations.values():
            yield from _of(effective(system, str(operation.name)), part("operation", str(operation.name)))
        for call in service.calls:
            target = f"{call.target}.{call.operation}".rstrip(".")
            edge = f"{name} -> {target}"
            yield from _of(effective(system, edge), part("call", edge))
    for environment in system.environments.values():
        own = part("environment", environment.name)
        yield Trait(own, f"the environment {environment.name}", "", environment.span)


def _of(found: Effective | None, owner: Key) -> Iterator[Trait]:
    for value in found.values if found else ():
        group = value.key.partition(".")[0]
        if " " in value.key or not value.span.path or "." not in value.key:
            continue  # a call's own values come with the call; the rest has statements of its own
        if group in _GROUPS:
            yield _policy(value, group, owner)
        elif group not in ("load", "data"):
            key = Key("deploy", "setting", f"{owner.name}: {value.key}")
            yield Trait(key, value.key, value.text, value.span, of=owner, group=value.key)


def _policy(value: Value, group: str, owner: Key) -> Trait:
    last = value.key.rpartition(".")[2]
    trend = _TRENDS.get(value.key, _SAFER if (group, last) == ("data", "encrypted") else None)
    return Trait(
        Key("policy", group, f"{owner.name}: {value.key}"), value.key, value.text, value.span, of=owner,
        size=size(value.text) if trend else None, trend=trend, group=value.key,
    )  # fmt: skip
