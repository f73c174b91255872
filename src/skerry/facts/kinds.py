"""The kinds of fact. Each one names the unit it was found in, the line, the reader that found it, and how sure that reader is.

A unit is named by its index in `FactGraph.units`; -1 means unknown or outside. `strength` is 1 where the text says so in a form the
framework itself relies on, and less where a convention or a unique name was trusted. Structs are array-like and without garbage
collection, since a large system has hundreds of thousands of them.
"""

from __future__ import annotations

import msgspec


class Unit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file, class or function. `parent` is the index of the unit around it, -1 for a file; lines count from 1, both ends included.

    `kind`: file, class, interface, enum, struct, function. `role`: source, test, generated, vendored, migration, script.
    """

    kind: str
    name: str
    path: str
    line: int
    end: int
    parent: int
    language: str
    role: str


class Fact(msgspec.Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """What every fact carries."""

    unit: int
    line: int
    reader: str
    strength: float = 1.0


class Column(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A column, or the attribute that becomes one. `references` is the entity or table it points at as written; `target` its unit.

    `many` says that the reference is to many (many-to-many, one-to-many collections).
    """

    name: str
    type: str = ""
    key: bool = False
    references: str = ""
    target: int = -1
    many: bool = False


class Entity(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """A persistent class (`unit` is the class). `table` as declared or by the framework's convention; '' if it has none of its own."""

    name: str
    table: str
    columns: tuple[Column, ...] = ()
    abstract: bool = False


class Table(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """A table that SQL, a migration or a mapping file creates (`unit` is the file)."""

    name: str
    columns: tuple[Column, ...] = ()


class TableChange(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """One step of a schema's life, as a migration states it. Steps are composed into tables when the graph is put together.

    `what`: create, alter (columns are added, or keys added to them), drop, rename (to `to`), drop column,
    rename column (from the one column named, to `to`).
    """

    what: str
    name: str
    columns: tuple[Column, ...] = ()
    to: str = ""


class Access(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """A function reads or writes an entity (`target`, a class unit) or a table by name (`table`); `mode` is read or write."""

    mode: str
    target: int = -1
    table: str = ""


class Transaction(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """A function (or class, or block in it) that runs as one database transaction. `read_only` as declared."""

    how: str
    read_only: bool = False


class Endpoint(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """An HTTP, GraphQL, gRPC entrance. `unit` is the handler; `at` the unit that declares the route (its file has `line`), -1 the handler.

    `method` is upper case, `ANY` where none is named; `path` has `{name}` holes and begins with `/`. `group` is the variable of `at`
    that collects the route where there may be several (a router, a blueprint), '' for the unit's only one.
    """

    method: str
    path: str
    name: str = ""
    at: int = -1
    group: str = ""


class Mount(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """Routes declared in `target` (a file, class or function unit) are served under `prefix`.

    Mounts chain, and are composed into the paths of endpoints when the graph is put together; `unit` is where the mount stands.
    `group` narrows it to the target's routes of that group ('' all of them); `within` is the group to which the mount itself belongs.
    """

    prefix: str
    target: int
    group: str = ""
    within: str = ""


class Event(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """A function raises or handles a message. `direction` is raise or handle; `target` the message's class where it has one.

    `kind` is `event` for what has happened, which any number may handle later, and for work put on a queue; `command` for a request
    to one handler whose answer is waited for: a call in all but name; `change` for what is handled whenever `target`, an entity, is
    written, `name` saying when. `immediate` says of an event that it is delivered, or heard, before its raiser goes on, in the same
    transaction: as by Django's signals and by Spring's `@EventListener`, and not by a queue.
    """

    name: str
    direction: str
    target: int = -1
    kind: str = "event"
    immediate: bool = False


class Job(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """Work that a clock or a queue starts. `schedule` as written, '' for a queue."""

    name: str
    schedule: str = ""


class Outbound(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """A call that leaves the process: `protocol` http, grpc, mail, queue …; `target` the address, name or expression as written."""

    protocol: str
    target: str


class ConfigKey(Fact, frozen=True, array_like=True, gc=False, tag=True):
    """A configuration key or environment variable that code reads."""

    key: str


AnyFact = Entity | Table | TableChange | Access | Transaction | Endpoint | Mount | Event | Job | Outbound | ConfigKey

# How one unit refers to another, strongest meaning first; the index is what `References` stores.
REFERENCE_KINDS = ("inherit", "inject", "call", "create", "type", "use", "import", "string")
