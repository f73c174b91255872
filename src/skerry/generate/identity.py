"""Who services are to one another: which of them show certificates, and what those say."""

from __future__ import annotations

from skerry.model.system import Service, System

GATEWAY = "gateway"


def reached(service: Service) -> bool:
    """Whether the gateway leads to it."""
    return bool(service.api.contract or any(each.route for each in service.operations.values()))


def mutual(service: Service) -> bool:
    """Whether it is spoken to with certificates on both sides. One in another language speaks plainly: a mesh would have to do it."""
    said = service.policies.calls.mtls
    return bool(said and said.value) and not service.runs


def trust_domain(system: System) -> str:
    """What SPIFFE IDs of the system begin with, on a machine of a developer."""
    return f"{system.name.lower().replace('_', '-')}.local"
