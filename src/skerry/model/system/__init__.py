"""The resolved model: every reference names something that exists, policies are cascaded, every part knows its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from skerry.kernel.span import Span
from skerry.model.given import HERE, Given
from skerry.model.system.contexts import Context, External, Relation
from skerry.model.system.deploy import Autoscale, Canary, Deploy, Environment, Kubernetes, Placement
from skerry.model.system.flows import Await, Grant, Migration, Retry, Role, Saga, Step
from skerry.model.system.names import OperationName, TypeName
from skerry.model.system.policies import (
    AuditPolicy,
    Breaker,
    CallPolicy,
    DataPolicy,
    EventPolicy,
    Policies,
    Slo,
    VersionPolicy,
)
from skerry.model.system.profile import Goals, Limits, Profile, Team, Today
from skerry.model.system.services import (
    Api,
    Call,
    DataRule,
    Load,
    Operation,
    Reaction,
    Runs,
    Service,
    Store,
    Version,
    View,
)
from skerry.model.system.types import Field, TypeDef, references

__all__ = [
    "Api",
    "AuditPolicy",
    "Autoscale",
    "Await",
    "Breaker",
    "Call",
    "CallPolicy",
    "Canary",
    "Context",
    "DataPolicy",
    "DataRule",
    "Deploy",
    "Environment",
    "EventPolicy",
    "External",
    "Field",
    "Given",
    "Goals",
    "Grant",
    "Kubernetes",
    "Limits",
    "Load",
    "Migration",
    "Operation",
    "OperationName",
    "Placement",
    "Policies",
    "Profile",
    "Reaction",
    "Relation",
    "Retry",
    "Role",
    "Runs",
    "Saga",
    "Service",
    "Slo",
    "Step",
    "Store",
    "System",
    "Team",
    "Today",
    "TypeDef",
    "TypeName",
    "Version",
    "VersionPolicy",
    "View",
    "references",
]


@dataclass(frozen=True, slots=True)
class System:
    """The whole architecture. Tables are in the order of the text; `shared_owner` is the team that looks after the shared types."""

    name: str = ""
    about: str = ""
    profile: Profile = Profile()
    contexts: Mapping[str, Context] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    external: Mapping[str, External] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    types: Mapping[TypeName, TypeDef] = field(default_factory=dict)
    shared_owner: str = ""
    sagas: Mapping[str, Saga] = field(default_factory=dict)
    access: Mapping[str, Role] = field(default_factory=dict)
    policies: Policies = Policies()
    deploy: Deploy = Deploy()
    environments: Mapping[str, Environment] = field(default_factory=dict)
    migration: Migration | None = None
    span: Span = field(default=HERE, compare=False, repr=False)

    def operation(self, name: OperationName) -> Operation | None:
        """The operation of that name in its service's newest version; None where the service doesn't spell it out."""
        service = self.services.get(name.service)
        return service.operations.get(name.operation) if service else None

    def services_of(self, context: str) -> Iterator[Service]:
        """The services of a context."""
        return (service for service in self.services.values() if service.context == context)
