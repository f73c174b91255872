"""`service.json`: a service's slice of the model, all that the runtime knows of it.

The tool writes it, the runtime reads it; this file is the one place that says what stands there. `schema()` is its JSON Schema
(2020-12). Times are seconds. A name of a type is that of a class in the service's `domain.messages`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

SCHEMA = "skerry.service/1"


class Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What all parts have in common: they cannot be changed, and a misspelt key is refused."""


class Change(Part, frozen=True):
    """A change of state: from one of `sources` to `target`."""

    sources: tuple[str, ...]
    target: str


class State(Part, frozen=True):
    """The field that holds an entity's state, the first state, and what may follow what."""

    field: str
    initial: str
    changes: tuple[Change, ...] = ()


class Entity(Part, frozen=True):
    """A thing whose data only this service writes. `key` is the field that identifies it.

    `fill` has a value for each field that an event-sourced thing needs: what history from before the field is read with.
    `subject` is the field that names the person it is about; where there is none, each thing is a subject of its own.
    """

    name: str
    table: str
    key: str = "id"
    state: State | None = None
    event_sourced: bool = False
    fill: dict[str, Any] = {}
    subject: str = ""


class Datum(Part, frozen=True):
    """A field of sensitive data. `entity` is the class that has it, `tag` one of pii, phi, pci, secret; `mask` is how it is shown
    (`all`, `all but 4`, `all but first 2`, `hash`), `keep` how many seconds it is kept after the last change (0: for ever).

    `encrypted`: stored encrypted; `index`: found by equality nevertheless, through a keyed index.
    """

    entity: str
    field: str
    tag: str
    mask: str = "all"
    keep: float = 0.0
    encrypted: bool = False
    index: bool = False


class Audit(Part, frozen=True):
    """Which accesses to tagged data are written down: `all`, `writes` or `none`; `keep` is how many seconds (0: for ever)."""

    log: str = "all"
    keep: float = 0.0


class Parameter(Part, frozen=True):
    """A value in the path or the query: its name, and its JSON Schema."""

    name: str
    place: str
    schema: dict[str, Any]


class Route(Part, frozen=True):
    """Where an operation is reached in one version, and its types there (which may differ from the newest version's)."""

    version: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    input: str = ""
    output: str = ""
    listed: bool = False


class Value(Part, frozen=True):
    """One side of a comparison: a `field` of the row, something about the `caller` (`caller.wards`), or a `text` or `number` as written."""

    kind: str
    text: str


class Compare(Part, frozen=True, tag_field="is", tag="compare"):
    """Two values held against each other by `=`, `!=` or `in`."""

    left: Value
    sign: str
    right: Value


class Consent(Part, frozen=True, tag_field="is", tag="consent"):
    """The person whom the row is about has agreed to this purpose."""

    purpose: str


class Not(Part, frozen=True, tag_field="is", tag="not"):
    """The contrary."""

    of: Condition


class Every(Part, frozen=True, tag_field="is", tag="every"):
    """All of them (`word` is `and`), or any of them (`or`)."""

    word: str
    of: tuple[Condition, ...]


Condition = Compare | Consent | Not | Every


class Grant(Part, frozen=True):
    """A role that may do something; `when` is what has to hold of the row, None for nothing."""

    role: str
    when: Condition | None = None


class Access(Part, frozen=True):
    """Who may do an operation: anybody where it is `public`, else who has one of the `grants`, and the `callers` among the services.

    `row` is the entity that conditions look at, and `key` the parameter that finds it, '' where there is no row yet. `fields` are
    the fields that parameters of the request give, by the names of the fields.
    """

    public: bool = False
    grants: tuple[Grant, ...] = ()
    callers: tuple[str, ...] = ()
    row: str = ""
    key: str = ""
    fields: dict[str, str] = {}


class Consents(Part, frozen=True):
    """Where consents are known: in an own `view`, else by asking `client` for `operation`; the field `person` names who consents."""

    person: str
    view: str = ""
    client: str = ""
    operation: str = ""


class Operation(Part, frozen=True):
    """Something the service can be asked to do; without `routes` only from within: by its own sagas and reactions.

    `emits` are alternatives of events: the first is published when it succeeds, the last when it raises `Refused`.
    `timeout` is what callers wait. `locates` is the path (`/v1/orders/{id}`) of what a command has made.
    """

    name: str
    routes: tuple[Route, ...] = ()
    input: str = ""
    output: str = ""
    listed: bool = False
    status: int = 200
    entity: str = ""
    emits: tuple[tuple[str, ...], ...] = ()
    changes: tuple[Change, ...] = ()
    timeout: float = 5.0
    locates: str = ""
    roles: tuple[str, ...] = ()
    access: Access = Access()


class Version(Part, frozen=True):
    """A version of the API. `since` and `until` are the days of its deprecation and its end, ISO 8601."""

    name: str
    since: str = ""
    until: str = ""
    successor: str = ""


class Event(Part, frozen=True):
    """An event: its name in the model, the class of its data, its CloudEvents `type` (also its address), `key` its ordering field."""

    name: str
    message: str
    type: str
    schema: str
    key: str = ""


class Reaction(Part, frozen=True):
    """What is done on an event: `operation`, on the aggregate that the event's field `by` names."""

    event: str
    operation: str
    by: str = ""


class View(Part, frozen=True):
    """A read model that `events` keep up to date; `lag` is how far behind it may be."""

    name: str
    table: str
    events: tuple[str, ...]
    key: str = ""
    lag: float = 60.0


class Breaker(Part, frozen=True):
    """A circuit breaker: opens after so many failures in a row, for a time."""

    after: int = 5
    pause: float = 10.0


class Call(Part, frozen=True):
    """How one operation of another service is called; operation '' is any of them. `retries` is 0 where the mesh owns them."""

    operation: str = ""
    timeout: float = 0.5
    retries: int = 2
    breaker: Breaker | None = None
    cache: float = 0.0


class Callee(Part, frozen=True):
    """A service (or an external system, by its address) that is called, in one version of its API."""

    name: str
    version: str = ""
    external: bool = False
    calls: tuple[Call, ...] = ()


class Rates(Part, frozen=True):
    """How many requests a caller may make in a window of seconds."""

    limit: int = 0
    window: int = 60


class Resolved(Part, frozen=True):
    """The operation that answers a field of GraphQL; `arguments` are the parameters that are called otherwise there."""

    operation: str
    arguments: dict[str, str] = {}


class Alternatives(Part, frozen=True):
    """How JSON tells alternatives apart: by a property, and which value of it is which type, or which field of an input."""

    property: str
    values: dict[str, str]


class GraphQL(Part, frozen=True):
    """What is behind the subgraph in `contract/`, by the names that stand in it.

    `words` are what JSON says for the values of enums; `links` is, by type, the field with the key of what another one leads to;
    `entities` are the classes of types with a key.
    """

    document: str
    queries: dict[str, Resolved] = {}
    mutations: dict[str, Resolved] = {}
    words: dict[str, dict[str, str]] = {}
    links: dict[str, dict[str, str]] = {}
    entities: dict[str, str] = {}
    alternatives: dict[str, Alternatives] = {}


class Spec(Part, frozen=True):
    """The whole slice. `by` is where callers name a version: url, header or media-type. `package` is the Python package.

    `trust`: the model says who may do what, so nobody is served who has not shown who he is, except where that is public.
    `callers` are the services whose certificates are let in, the gateway as `gateway`.
    """

    schema: str
    system: str
    service: str
    package: str
    about: str = ""
    context: str = ""
    by: str = "url"
    store: str = ""
    outbox: bool = True
    versions: tuple[Version, ...] = ()
    entities: tuple[Entity, ...] = ()
    operations: tuple[Operation, ...] = ()
    events: tuple[Event, ...] = ()
    publishes: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    views: tuple[View, ...] = ()
    sagas: tuple[str, ...] = ()
    calls: tuple[Callee, ...] = ()
    rates: Rates = Rates()
    callers: tuple[str, ...] = ()
    problems: str = "about:blank"
    data: tuple[Datum, ...] = ()
    audit: Audit = Audit()
    trust: bool = False
    consents: Consents | None = None
    graphql: GraphQL | None = None


class SpecError(ValueError):
    """`service.json` can't be read: says which file, where in it, and what was expected."""


def load(path: Path) -> Spec:
    """Reads a `service.json`.

    Raises:
        SpecError: it is not there, is no JSON, or holds something else than this version of the runtime knows.
    """
    try:
        spec = msgspec.json.decode(path.read_bytes(), type=Spec)
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise SpecError(f"{path}: {error}") from error
    if spec.schema != SCHEMA:
        raise SpecError(f"{path}: is {spec.schema!r}, and this runtime reads {SCHEMA!r}: generate the service again")
    return spec


def schema() -> dict[str, Any]:
    """The JSON Schema of `service.json`."""
    return msgspec.json.schema(Spec)
