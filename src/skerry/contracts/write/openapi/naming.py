"""What the parts of a service's interface are called: hosts, tags, media types, scopes."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, uuid5

from skerry.kernel.words import singular, split
from skerry.model.system import Operation, Service, System
from skerry.model.terms.types import Bounded, Many, Type, bare


def domain(system: System) -> str:
    """Where the system is reached; `.internal` is set aside for private use."""
    return f"{system.name or 'system'}.internal"


def api_id(system: System, service: Service) -> str:
    """An identifier that stays when the service's versions change."""
    return str(uuid5(NAMESPACE_DNS, f"{service.name}.{domain(system)}"))


def title(service: Service) -> str:
    """`order-service` as `Order service`."""
    return service.name.replace("-", " ").capitalize()


def tag(operation: Operation) -> str:
    """What an operation is about: the first segment of its path."""
    path = operation.route.path if operation.route else ""
    return next((part for part in path.split("/") if part and not part.startswith("{")), "service")


def summary(operation: Operation) -> str:
    """A few words: `Place order`, `List orders`."""
    said = " ".join(split(operation.name.operation)).capitalize()
    noun = tag(operation).replace("-", " ")
    if lists(operation.output) is None:
        *before, last = noun.split(" ")
        noun = " ".join([*before, singular(last)])
    return said if noun.lower() in said.lower() else f"{said} {noun}"


def media(system: System, service: Service, version: str) -> str:
    """The media type of a version, where versions are told apart by it."""
    base = service.name.removesuffix("-service")
    return f"application/vnd.{system.name}.{base}.{version}+json"


def scope(operation: Operation) -> str:
    """The permission that an operation asks for."""
    return f"{operation.name.service}:{operation.name.operation}"


def lists(of: Type | None) -> Type | None:
    """What a list is of; None where it is none."""
    of = bare(of) if of else None
    if isinstance(of, Bounded):
        return lists(of.of)
    return of.of if isinstance(of, Many) else None


def problem_type(system: System, name: str) -> str:
    """The address of a kind of problem."""
    return f"https://problems.{domain(system)}/{name}"
