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
    """

    name: str
    table: str
    key: str = "id"
    state: State | None = None
    event_sourced: bool = False
    fill: dict[str, Any] = {}


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


class Spec(Part, frozen=True):
    """The whole slice. `by` is where callers name a version: url, header or media-type. `package` is the Python package.

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
