"""`services:`, without their interfaces."""

from __future__ import annotations

from typing import Any

from skerry.kernel.span import Span
from skerry.model import given
from skerry.model.language.api import API
from skerry.model.language.common import (
    BEHAVIOUR,
    CONTEXT,
    DURATION,
    EVENTS,
    FLAG,
    GLOB,
    RATE,
    SERVICE_NAME,
    TEXT,
    TYPE_NAME,
)
from skerry.model.language.policies import CALL_KEYS, DATA_KEYS, TAGS, policies
from skerry.model.parsed import ParsedDataRule, ParsedEvents, ParsedService, ParsedStore, ParsedTarget, ParsedView
from skerry.model.shapes import (
    ByForm,
    Entry,
    Given,
    Items,
    Key,
    Name,
    Named,
    Record,
    Ref,
    Rest,
    Table,
    Term,
    Text,
    Whole,
    Word,
)
from skerry.model.system.policies import CallPolicy, DataPolicy
from skerry.model.system.services import Load, Runs
from skerry.model.terms import types

ENGINES = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlserver": "Microsoft SQL Server",
    "oracle": "Oracle Database",
    "sqlite": "SQLite",
    "mongodb": "MongoDB",
    "redis": "Redis",
    "elasticsearch": "Elasticsearch",
    "opensearch": "OpenSearch",
    "cassandra": "Apache Cassandra",
    "dynamodb": "Amazon DynamoDB",
    "s3": "objects with the S3 interface",
}


def _store(span: Span, name: str, **values: Any) -> ParsedStore:
    engines = {engine: values.pop(engine) for engine in ENGINES if engine in values}
    return ParsedStore(name, engines, span=span, **values)


def _target(span: Span, operations: tuple[Entry, ...] = (), **policy: Any) -> ParsedTarget:
    return ParsedTarget(CallPolicy(**policy), operations)


def _data_rule(span: Span, tag: str = "", **policy: Any) -> ParsedDataRule:
    return ParsedDataRule(tag, DataPolicy(**policy), span)


def _call_policy(span: Span, reads: tuple[given.Given[str], ...] = (), **policy: Any) -> ParsedTarget:
    return ParsedTarget(CallPolicy(**policy), reads=reads)


STORE = Record(
    "a store",
    _store,
    (
        *(
            Key(engine, TEXT, f"A database in {what}, and its name there. A store has exactly one engine.")
            for engine, what in ENGINES.items()
        ),
        Key(
            "outbox",
            FLAG,
            "Events are written in the same transaction as the data, and sent from there: none is lost, none is sent for nothing.",
        ),
        Key("encrypted", FLAG, "Encrypted at rest."),
        Key("event-sourced", EVENTS, "Entities that are kept as the list of their events."),
    ),
    named=True,
)
READS = Items(Given(TEXT))
ONE_CALL = Record(
    "a call",
    _call_policy,
    (*CALL_KEYS, Key("reads", READS, "The fields of the answer that the caller uses; without it, any of them.")),
)
TARGET = Record(
    "the calls to a service",
    _target,
    CALL_KEYS,
    (
        Rest(
            "OPERATION",
            SERVICE_NAME,
            Text(),
            ONE_CALL,
            "An operation that is called, and how such a call behaves.",
            "operations",
        ),
    ),
)
CALLS = ByForm(sequence=Items(Given(Ref(("service", "external")))), mapping=Table(Ref(("service", "external")), TARGET))
VIEW = Record(
    "a view",
    ParsedView,
    (
        Key("from", EVENTS, "The events that build it, own or foreign.", required=True, attribute="events"),
        Key("key", Given(TEXT), "The field of the events that says which row they are about.", required=True),
        Key("lag", DURATION, "How far it may be behind."),
    ),
    named=True,
)
SERVICE = Record(
    "a service",
    ParsedService,
    (
        Key(
            "context", CONTEXT, "The bounded context it belongs to. A context may have several services.", required=True
        ),
        Key("team", TEXT, "The team that owns it, where it is not the context's."),
        Key("about", TEXT, "One sentence for a newcomer."),
        Key(
            "code",
            Items(GLOB),
            "Where its source is: `SOURCE:pattern` in an external system's code, or a pattern beside the model.",
        ),
        Key("owns", EVENTS, "The entities whose data only it writes."),
        Key("stores", Named(STORE), "Its databases; no other service uses them."),
        Key(
            "data",
            Table(
                Term(types.parse_field, "a type and its field", "PaymentMethod.number"),
                Record(
                    "the treatment of a field",
                    _data_rule,
                    (Key("tag", Word(TAGS), "What kind of sensitive data it is.", required=True), *DATA_KEYS),
                ),
            ),
            "Fields that need care, and how they are treated.",
        ),
        Key("api", API, "What it offers: versions with their operations, or the path of a contract file."),
        Key(
            "events",
            Record(
                "the events of a service",
                ParsedEvents,
                (
                    Key(
                        "in",
                        Table(TYPE_NAME, Given(BEHAVIOUR)),
                        "Events it hears: the operation each leads to, and the field that finds the aggregate.",
                        attribute="heard",
                    ),
                    Key(
                        "reads",
                        Table(TYPE_NAME, READS),
                        "The fields that it uses of an event that it hears; without it, any of them.",
                    ),
                    Key(
                        "out",
                        EVENTS,
                        "Events it publishes that no operation emits: from jobs, or from code that is not modelled.",
                    ),
                ),
            ),
            "What it hears, and what it publishes on its own.",
        ),
        Key(
            "views",
            Named(VIEW, key=Name(capital=True)),
            "Read models, kept up to date by events; can be rebuilt from them.",
        ),
        Key("calls", CALLS, "Whom it calls and waits for."),
        Key(
            "load",
            Record(
                "the load",
                Load,
                (
                    Key("peak", RATE, "The most requests at once."),
                    Key("p95", DURATION, "95 of 100 must be answered within this time."),
                ),
            ),
            "What it must carry; sizes it, and is what a load test checks.",
        ),
        Key(
            "runs",
            Record(
                "how a service runs",
                Runs,
                (
                    Key("command", TEXT, "The command that starts it."),
                    Key("image", TEXT, "Its container image."),
                    Key("port", Whole(1), "The port it listens on."),
                    Key("language", TEXT, "What it is written in."),
                ),
            ),
            "How it is started, if it is not generated.",
        ),
        Key("policies", policies("the policies of a service"), "Where it is stricter than the system."),
    ),
    named=True,
)
SERVICES = Named(SERVICE, defines="service")
