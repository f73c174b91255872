"""`fleet.json`: what has to run, in which order, and where its files are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from skerry.contracts.write.events import events
from skerry.generate.access import guarded
from skerry.generate.gateway.supergraph import TABLE, exposed
from skerry.generate.generator import Asked, Generated, Tree
from skerry.generate.identity import mutual, trust_domain
from skerry.generate.service.callees import callees
from skerry.generate.service.naming import package
from skerry.model.system import Service, System

SCHEMA = "skerry.fleet/1"
FILE = "fleet.json"
Object = dict[str, Any]


def fleet(system: System, _: Asked) -> Generated:
    """The one file."""
    policy = system.policies.events
    found: Object = {
        "schema": SCHEMA,
        "system": system.name,
        "bus": policy.bus.value if policy.bus else "nats",
        "services": [_service(system, each) for each in system.services.values()],
        "gateway": "gateway/gateway.json",
        "envoy": "gateway/envoy.json",
        **({"graphql": f"gateway/{TABLE}"} if exposed(system) else {}),
    }
    if guarded(system):
        found["trust"] = True
    if any(mutual(each) for each in system.services.values()):
        found["domain"] = trust_domain(system)
    return Generated((Tree("", {FILE: json.dumps(found, indent=2, ensure_ascii=False) + "\n"}),))


def _service(system: System, service: Service) -> Object:
    placed = system.deploy.services.get(service.name)
    found: Object = {"name": service.name, "needs": [each.name for each in callees(system, service)]}
    if service.runs:
        found |= {"command": service.runs.command, "folder": ".", "port": service.runs.port}
        if service.api.contract:
            found["contract"] = service.api.contract.removeprefix("./")
        found["hears"] = list(_heard(system, service))
    else:
        found |= {"folder": f"services/{service.name}", "package": package(service.name)}
        store = next(iter(service.stores.values()), None)
        found["store"] = (store.database or store.name) if store else ""
        found["sensitive"] = bool(service.data)
        found["sagas"] = [saga.name for saga in system.sagas.values() if saga.service == service.name]
    if mutual(service):
        found["mtls"] = True
    if placed and placed.replicas:
        found["replicas"] = placed.replicas.value
    slo = service.policies.slo
    promised = {
        "availability": float(slo.availability.value.number / 100) if slo.availability else 0.0,
        "p95": float(slo.latency_p95.value.seconds) if slo.latency_p95 else 0.0,
    }
    found["slo"] = {name: value for name, value in promised.items() if value}
    return {name: value for name, value in found.items() if value not in ("", [], {}, False)}


def _heard(system: System, service: Service) -> Iterator[Object]:
    known = events(system)
    for each in service.reactions:
        if each.event in known:
            yield {"event": known[each.event].address, "operation": each.operation.operation, "by": each.by}
