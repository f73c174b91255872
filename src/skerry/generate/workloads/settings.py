"""What a workload is told by its environment: settings that anybody may read, secrets as files, folders in which it writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from skerry.generate import identity
from skerry.generate.access import guarded
from skerry.generate.service.callees import calls
from skerry.generate.workloads import platform
from skerry.generate.workloads.passages import bus_of
from skerry.generate.workloads.values import HEALTH, IDENTITY, Folder, Secret
from skerry.model.system import Service, System, TypeName

_AUDIT = "/var/lib/skerry/audit"


def settings(system: System, service: Service | None) -> dict[str, str]:
    """The variables of a service (None: of a part beside them), by name. A service that is not generated is told its port alone."""
    found: dict[str, str] = {}
    if service and service.runs:
        found["PORT"] = str(service.runs.port)
    if collector := platform.collector(system):
        found["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://{collector.name}.{collector.namespace}:{collector.port}"
    if service and service.runs:
        return {**found, "OTEL_SERVICE_NAME": service.name}
    found |= {"SKERRY_HOST": "0.0.0.0", "SKERRY_PORT": "8080"}
    if guarded(system):
        known = platform.tokens(system)
        found |= {"SKERRY_ISSUER": known.issuer, "SKERRY_JWKS": known.keys, "SKERRY_AUDIENCE": known.audience}
    proxy, names = identity.peers(system)
    if proxy and service:
        found |= {"SKERRY_PEER": proxy, "SKERRY_PEERS": names}
    if identity.shows(system, service):
        found["SKERRY_IDENTITY"] = IDENTITY
        if plain := [each.name for each in system.services.values() if not identity.certified(system, each)]:
            found["SKERRY_PLAIN"] = ",".join(plain)
    if service and identity.certified(system, service):
        found["SKERRY_HEALTH_PORT"] = str(HEALTH.number)
    if service and _audited(service):
        found["SKERRY_AUDIT"] = _AUDIT
    return found


def secrets(system: System, service: Service, carried: Mapping[TypeName, str]) -> Iterator[Secret]:
    """The credentials of a service, each of which is its own."""
    name = service.name
    for store in service.stores.values():
        if store.engine != platform.ON_DISK:
            about = f"the URL of {store.engine} database {store.database or name}, with a role that {name} alone has"
            first = store is next(iter(service.stores.values()))
            variable = "DATABASE_URL_FILE" if first else f"{store.name.upper().replace('-', '_')}_URL_FILE"
            yield Secret(f"{name}-{store.name}", "url", variable, about)
    if any(saga.service == name for saga in system.sagas.values()) and not service.runs:
        about = "where its sagas are kept: dbos+ and the URL of its database"
        yield Secret(f"{name}-sagas", "url", "SKERRY_SAGAS_FILE", about)
    if bus := bus_of(system, service, carried):
        yield Secret(f"{name}-{bus.name}", "url", "SKERRY_BUS_FILE", f"the URL of {bus.name}, as {name}")
    for target in dict.fromkeys(call.target for call in service.calls):
        external = system.external.get(target)
        if external and external.secret:
            variable = f"{external.secret.upper().replace('-', '_')}_FILE"
            yield Secret(f"{name}-{external.secret}", "value", variable, f"what {target} knows us by")
    if _shows_token(system, service):
        about = f"a token of {name}'s own, which whoever signs tokens renews: services it calls know it by that"
        yield Secret(f"{name}-token", "token", "SKERRY_TOKEN", about)
    if _audited(service) and not service.runs:
        yield Secret(f"{name}-keyring", "keys.json", "SKERRY_KEYS", "a keyring, as `skerry data keys` makes it")


def folders(service: Service) -> Iterator[Folder]:
    """Where it writes, beside temporary files: its audit log, which has to outlive it."""
    if _audited(service) and not service.runs:
        yield Folder("audit", _AUDIT, "1Gi", kept=True)
    if any(store.engine == platform.ON_DISK for store in service.stores.values()):
        yield Folder("data", "/var/lib/skerry/data", "1Gi", kept=True)


def _shows_token(system: System, service: Service) -> bool:
    """Whether it calls services that know it by nothing else."""
    if service.runs or not guarded(system) or identity.proved(system, service):
        return False
    return any(target in system.services and target != service.name for target, _ in calls(system, service))


def _audited(service: Service) -> bool:
    """Whether it has data that nobody may read unseen."""
    return bool(service.data)
