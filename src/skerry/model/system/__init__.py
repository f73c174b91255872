"""The resolved model: every reference names something that exists, policies are cascaded, every part knows its place."""

from skerry.model.given import Given
from skerry.model.system.accepted import Acceptance
from skerry.model.system.contexts import Context, External, Relation
from skerry.model.system.deploy import Autoscale, Canary, Deploy, Environment, Kubernetes, Placement, Tokens
from skerry.model.system.flows import NOTHING, Await, Grant, Migration, Retry, Role, Saga, Step
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
    Parameter,
    Reaction,
    Runs,
    Service,
    Store,
    Version,
    View,
)
from skerry.model.system.types import Field, TypeDef, references
from skerry.model.system.whole import System

__all__ = [
    "NOTHING",
    "Acceptance",
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
    "Parameter",
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
    "Tokens",
    "TypeDef",
    "TypeName",
    "Version",
    "VersionPolicy",
    "View",
    "references",
]
