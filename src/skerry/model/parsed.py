"""The parts of a model as they are read, before names are looked up; `resolve` turns them into those of a System."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from skerry.kernel.span import Span
from skerry.model.given import HERE, Given
from skerry.model.shapes import Entry
from skerry.model.system import (
    Acceptance,
    CallPolicy,
    Context,
    DataPolicy,
    Deploy,
    Environment,
    External,
    Load,
    Migration,
    Policies,
    Profile,
    Retry,
    Runs,
    Slo,
)
from skerry.model.terms.globs import Glob
from skerry.model.terms.operations import Answer, Behaviour
from skerry.model.terms.quantities import Day, Duration
from skerry.model.terms.schemes import Scheme, Way
from skerry.model.terms.types import Named, Type


class ParsedStore(Struct, frozen=True, gc=False):
    """A store; `engines` are the engine keys that were written, of which there must be one."""

    name: str
    engines: Mapping[str, str]
    outbox: bool = False
    encrypted: bool = False
    event_sourced: tuple[Given[Named], ...] = ()
    span: Span = HERE


class ParsedOperation(Struct, frozen=True, gc=False):
    """What an operation does, in its short or its long form."""

    do: Given[Behaviour] | None = None
    about: str = ""
    calls: CallPolicy = CallPolicy()
    slo: Slo = Slo()
    path: Mapping[str, Given[Type]] = field(default_factory=dict)
    query: Mapping[str, Given[Type]] = field(default_factory=dict)
    headers: Mapping[str, Given[Type]] = field(default_factory=dict)
    cookies: Mapping[str, Given[Type]] = field(default_factory=dict)
    answers: Mapping[str, Given[Answer]] = field(default_factory=dict)
    needs: tuple[Given[Way], ...] | None = None
    span: Span = HERE


class ParsedVersion(Struct, frozen=True, gc=False):
    """A version of an API."""

    name: str
    routes: tuple[Entry, ...] = ()
    internal: tuple[Given[Behaviour], ...] = ()
    like: Given[str] | None = None
    instead: tuple[Entry, ...] = ()
    sunset: Day | None = None
    span: Span = HERE


class ParsedApi(Struct, frozen=True, gc=False):
    """What a service offers."""

    expose: tuple[str, ...] = ("rest",)
    auth: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: tuple[Entry, ...] = ()
    contract: str = ""
    style: str = "house"
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    needs: tuple[Given[Way], ...] = ()
    span: Span = HERE


class ParsedEvents(Struct, frozen=True, gc=False):
    """The events a service hears, and those it publishes outside of any operation."""

    heard: tuple[Entry, ...] = ()
    reads: tuple[Entry, ...] = ()
    out: tuple[Given[Named], ...] = ()
    span: Span = HERE


class ParsedView(Struct, frozen=True, gc=False):
    """A read model."""

    name: str
    events: tuple[Given[Named], ...] = ()
    key: Given[str] | None = None
    lag: Duration | None = None
    span: Span = HERE


class ParsedTarget(Struct, frozen=True, gc=False):
    """The calls to one service or external system: how all of them behave, and its operations with how each does."""

    policy: CallPolicy = CallPolicy()
    operations: tuple[Entry, ...] = ()
    reads: tuple[Given[str], ...] = ()


class ParsedDataRule(Struct, frozen=True, gc=False):
    """How one field is treated."""

    tag: str = ""
    policy: DataPolicy = DataPolicy()
    span: Span = HERE


class ParsedService(Struct, frozen=True, gc=False):
    """A service."""

    name: str
    context: str = ""
    team: str = ""
    about: str = ""
    code: tuple[Glob, ...] = ()
    owns: tuple[Given[Named], ...] = ()
    stores: Mapping[str, ParsedStore] = field(default_factory=dict)
    data: tuple[Entry, ...] = ()
    api: ParsedApi | Given[str] | None = None
    events: ParsedEvents = ParsedEvents()
    views: Mapping[str, ParsedView] = field(default_factory=dict)
    calls: tuple[Entry | Given[str], ...] = ()
    load: Load = Load()
    runs: Runs | None = None
    policies: Policies = Policies()
    span: Span = HERE


class ParsedTypes(Struct, frozen=True, gc=False):
    """The types of a context, or the shared ones with their owner."""

    owner: str = ""
    types: tuple[Entry, ...] = ()
    span: Span = HERE


class ParsedAwait(Struct, frozen=True, gc=False):
    """A wait for one of two events."""

    ok: Given[Named] | None = None
    fail: Given[Named] | None = None
    by: Given[str] | None = None
    limit: Duration | None = None
    span: Span = HERE


class ParsedStep(Struct, frozen=True, gc=False):
    """A step of a saga."""

    do: Given[str] | None = None
    undo: Given[str] | None = None
    wait: ParsedAwait | None = None
    retry: Retry | None = None
    timeout: Duration | None = None
    span: Span = HERE


class ParsedSaga(Struct, frozen=True, gc=False):
    """A saga."""

    name: str
    service: str = ""
    start: Given[str] | None = None
    deadline: Duration | None = None
    steps: tuple[ParsedStep, ...] = ()
    otherwise: Given[str] | None = None
    about: str = ""
    span: Span = HERE


class Parsed(Struct, frozen=True, gc=False):
    """A whole model as read."""

    arch: int = 0
    system: str = ""
    about: str = ""
    profile: Profile = Profile()
    contexts: Mapping[str, Context] = field(default_factory=dict)
    map: tuple[tuple[Entry, ...], ...] = ()
    external: Mapping[str, External] = field(default_factory=dict)
    services: Mapping[str, ParsedService] = field(default_factory=dict)
    types: tuple[Entry, ...] = ()
    sagas: Mapping[str, ParsedSaga] = field(default_factory=dict)
    access: tuple[Entry, ...] = ()
    policies: Policies = Policies()
    deploy: Deploy = Deploy()
    environments: Mapping[str, Environment] = field(default_factory=dict)
    migrate: Migration | None = None
    accept: tuple[Acceptance, ...] = ()
    span: Span = HERE
