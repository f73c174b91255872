"""Who services are to one another: which of them show certificates, and what those say."""

from __future__ import annotations

from skerry.model.system import Service, System

GATEWAY = "gateway"
ISTIO, AMBIENT, LINKERD = "istio", "istio-ambient", "linkerd"
CLUSTER = (
    "cluster.local"  # the domain of a cluster, and of the identities that a mesh gives, where nobody has set another
)


def reached(service: Service) -> bool:
    """Whether the gateway leads to it."""
    return bool(service.api.contract or any(each.route for each in service.operations.values()))


def mutual(service: Service) -> bool:
    """Whether it is spoken to with certificates on both sides. One in another language speaks plainly: a mesh would have to do it."""
    said = service.policies.calls.mtls
    return bool(said and said.value) and not service.runs


def trust_domain(system: System) -> str:
    """What SPIFFE IDs of the system begin with, where no mesh gives them."""
    return f"{namespace(system)}.local"


def namespace(system: System) -> str:
    """The one namespace of the system in a cluster."""
    return system.name.lower().replace("_", "-")


def mesh(system: System) -> str:
    """The mesh that carries calls between services, '' for none."""
    cluster = system.deploy.kubernetes
    return cluster.mesh if cluster and cluster.mesh != "none" else ""


def certified(system: System, service: Service) -> bool:
    """Whether a service shows and asks for certificates itself: where both ends have to, and no mesh does it for them."""
    return mutual(service) and not mesh(system)


def shows(system: System, service: Service | None) -> str:
    """Whose certificate a workload has, '' for none: its own where any service asks for them. What composes the graph (None) is the
    gateway's helper, and shows that it is the gateway.
    """
    if service and service.runs:
        return ""
    if not any(certified(system, each) for each in system.services.values()):
        return ""
    return service.name if service else GATEWAY


def spiffe_id(system: System, name: str) -> str:
    """What a certificate of one says, as `skerry_runtime.identity` reads it."""
    return f"spiffe://{trust_domain(system)}/ns/{namespace(system)}/sa/{name}"


def peers(system: System) -> tuple[str, str]:
    """How a service knows its callers behind the proxy of a mesh: whose word it takes, and what names of ours look like (`*`: the service).

    Both are '' where there is no such proxy: without a mesh, and where none stands beside the pods.
    """
    own = namespace(system)
    return {
        ISTIO: ("istio", f"spiffe://{CLUSTER}/ns/{own}/sa/*"),
        LINKERD: ("linkerd", f"*.{own}.serviceaccount.identity.linkerd.{CLUSTER}"),
    }.get(mesh(system), ("", ""))


def proved(system: System, service: Service) -> bool:
    """Whether those whom a service calls know it by a certificate; else it has to show a token of its own."""
    return bool(peers(system)[0] or shows(system, service))
