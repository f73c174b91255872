"""Services: what each owns, offers, stores, hears and calls."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from skerry.kernel.span import Span
from skerry.model.given import HERE
from skerry.model.placed import Placed
from skerry.model.system.names import OperationName, TypeName
from skerry.model.system.policies import CallPolicy, DataPolicy, Policies, Slo
from skerry.model.terms.globs import Glob
from skerry.model.terms.operations import Route, Transition
from skerry.model.terms.quantities import Day, Duration, Rate
from skerry.model.terms.schemes import Scheme, Way
from skerry.model.terms.types import Maybe, Type


class Store(Placed, frozen=True):
    """A database of a service: `engine` and the name of the database there."""

    name: str
    engine: str = ""
    database: str = ""
    outbox: bool = False
    encrypted: bool = False
    event_sourced: tuple[TypeName, ...] = ()
    span: Span = HERE


class DataRule(Placed, frozen=True):
    """How one field is treated; `policy` is effective: the tag's policy, tightened here."""

    type: TypeName
    field_name: str
    tag: str
    policy: DataPolicy = DataPolicy()
    span: Span = HERE


class Parameter(Struct, frozen=True):
    """A parameter whose type is said; `location` is path, query, header or cookie."""

    name: str
    location: str
    type: Type

    @property
    def required(self) -> bool:
        """Whether it has to be there."""
        return self.location == "path" or not isinstance(self.type, Maybe)


class Operation(Placed, frozen=True):
    """Something a service can be asked to do; internal without `route`. It asks `calls` of its callers, and promises `slo`.

    `parameters` are those whose type is said, `answers` other statuses than that of success (None: nothing comes with it),
    `needs` the ways in, of which one is enough (None: those of the api).
    """

    name: OperationName
    version: str
    route: Route | None = None
    input: Type | None = None
    status: int = 200
    output: Type | None = None
    emits: tuple[tuple[TypeName, ...], ...] = ()
    transitions: tuple[Transition, ...] = ()
    calls: CallPolicy = CallPolicy()
    slo: Slo = Slo()
    about: str = ""
    parameters: tuple[Parameter, ...] = ()
    answers: Mapping[str, Type | None] = field(default_factory=dict)
    needs: tuple[Way, ...] | None = None
    span: Span = HERE


class Version(Placed, frozen=True):
    """A version of an API; one that is `like` another has its operations, with the types of `instead` exchanged."""

    name: str
    operations: Mapping[str, Operation] = field(default_factory=dict)
    like: str = ""
    instead: Mapping[TypeName, TypeName] = field(default_factory=dict)
    sunset: Day | None = None
    span: Span = HERE


class Api(Placed, frozen=True):
    """What a service offers: its versions, or a `contract` file that says so (someone else's service), or both: then the file is
    the contract, and the versions say of it what the model can."""

    expose: tuple[str, ...] = ("rest",)
    auth: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Mapping[str, Version] = field(default_factory=dict)
    contract: str = ""
    style: str = "house"
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    needs: tuple[Way, ...] = ()
    span: Span = HERE


class Reaction(Placed, frozen=True):
    """What a service does on an event; `by` is the event's field that finds the aggregate, `reads` those it uses ((): any)."""

    event: TypeName
    operation: OperationName
    by: str = ""
    reads: tuple[str, ...] = ()
    span: Span = HERE


class View(Placed, frozen=True):
    """A read model that events keep up to date, and that can be rebuilt from them."""

    name: str
    events: tuple[TypeName, ...] = ()
    key: str = ""
    lag: Duration | None = None
    span: Span = HERE


class Call(Placed, frozen=True):
    """A synchronous call; `target` is a service or an external system, and `operation` is '' where the whole of it is meant.

    `reads` are the fields of the answer that the caller uses; (): any of them.
    """

    target: str
    operation: str = ""
    own: CallPolicy = CallPolicy()
    policy: CallPolicy = CallPolicy()
    span: Span = HERE
    reads: tuple[str, ...] = ()


class Load(Placed, frozen=True):
    """What the service must carry."""

    peak: Rate | None = None
    p95: Duration | None = None
    span: Span = HERE


class Runs(Placed, frozen=True):
    """How a service that is not generated is started."""

    command: str = ""
    image: str = ""
    port: int = 8080
    language: str = ""
    span: Span = HERE


class Service(Placed, frozen=True):
    """A unit that is built, deployed and owned by itself. `own` are the policies it writes, `policies` the effective ones."""

    name: str
    context: str = ""
    team: str = ""
    about: str = ""
    code: tuple[Glob, ...] = ()
    owns: tuple[TypeName, ...] = ()
    stores: Mapping[str, Store] = field(default_factory=dict)
    data: tuple[DataRule, ...] = ()
    api: Api = Api()
    operations: Mapping[str, Operation] = field(default_factory=dict)
    reactions: tuple[Reaction, ...] = ()
    publishes: tuple[TypeName, ...] = ()
    views: Mapping[str, View] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    load: Load = Load()
    runs: Runs | None = None
    own: Policies = Policies()
    policies: Policies = Policies()
    span: Span = HERE

    @property
    def open(self) -> bool:
        """True where its operations aren't spelled out here, so references to them can't be checked."""
        return not self.api.versions
