"""The whole architecture as one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import field

from skerry.kernel.span import Span
from skerry.model.given import HERE
from skerry.model.placed import Placed
from skerry.model.system.accepted import Acceptance
from skerry.model.system.contexts import Context, External, Relation
from skerry.model.system.deploy import Deploy, Environment
from skerry.model.system.flows import Migration, Role, Saga
from skerry.model.system.names import OperationName, TypeName
from skerry.model.system.policies import Policies
from skerry.model.system.profile import Profile
from skerry.model.system.services import Operation, Service
from skerry.model.system.types import TypeDef


class System(Placed, frozen=True):
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
    accepted: tuple[Acceptance, ...] = ()
    span: Span = HERE

    def operation(self, name: OperationName) -> Operation | None:
        """The operation of that name in its service's newest version; None where the service doesn't spell it out."""
        service = self.services.get(name.service)
        return service.operations.get(name.operation) if service else None

    def services_of(self, context: str) -> Iterator[Service]:
        """The services of a context."""
        return (service for service in self.services.values() if service.context == context)
