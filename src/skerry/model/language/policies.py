"""`policies:` and what stands of them at a service, an operation or a call."""

from __future__ import annotations

from skerry.model.language.common import DURATION, FLAG, MASK, PERCENT, TEXT, without_span
from skerry.model.shapes import Given, Key, Named, Record, Shape, Term, Text, Whole, Word
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
from skerry.model.terms.quantities import Count

TAGS = {
    "pii": "says who a person is",
    "phi": "health data of a person",
    "pci": "payment card data",
    "secret": "a credential",
}
BUSES = {
    "nats": "NATS JetStream",
    "kafka": "Apache Kafka",
    "rabbitmq": "RabbitMQ",
    "redis": "Redis streams",
    "memory": "within one process, for tests",
}

BREAKER = Record(
    "a breaker",
    Breaker,
    (
        Key(
            "after",
            Term(Count.parse, "a number of failures", "5 failures"),
            "How many failures in a row open the breaker.",
            required=True,
        ),
        Key("for", DURATION, "How long it stays open before one call is let through as a trial.", attribute="pause"),
    ),
)
CALL_KEYS = (
    Key("timeout", Given(DURATION), "After this time a call has failed."),
    Key("retries", Given(Whole()), "How often a failed call is repeated; only where the operation is safe to repeat."),
    Key(
        "owner",
        Given(Word({"app": "the calling service's code", "mesh": "the service mesh"})),
        "Who times out, retries and breaks: only one of the two may.",
    ),
    Key("breaker", Given(BREAKER), "When calls are no longer tried for a while."),
    Key("mtls", Given(FLAG), "Both ends prove who they are with certificates."),
    Key("cache", Given(DURATION), "How long an answer may be used again without asking."),
)
CALLS = Record("a policy for calls", without_span(CallPolicy), CALL_KEYS)
EVENTS = Record(
    "a policy for events",
    without_span(EventPolicy),
    (
        Key("bus", Given(Word(BUSES)), "What carries the events."),
        Key(
            "at-least-once",
            Given(FLAG),
            "An event is delivered until it is confirmed, so a handler may see it twice and must be idempotent.",
        ),
        Key(
            "dead-letter",
            Given(FLAG),
            "An event that can't be handled is put aside with its reason, and the next one is taken.",
        ),
        Key(
            "key",
            Given(TEXT),
            "Which field orders events: those with the same key stay in order. `{aggregate}` stands for the entity's name.",
        ),
    ),
)
VERSIONS = Record(
    "a policy for versions",
    without_span(VersionPolicy),
    (
        Key(
            "by",
            Given(Word({"url": "/v2/orders", "header": "a request header", "media-type": "the Accept header"})),
            "Where a caller says which version it wants.",
        ),
        Key("keep", Given(Whole(1)), "How many versions are served at the same time."),
        Key("sunset", Given(DURATION), "How long an old version is still served after a new one."),
    ),
)
SLO = Record(
    "a promise to callers",
    without_span(Slo),
    (
        Key("availability", Given(PERCENT), "Share of requests that succeed, over 30 days."),
        Key("latency-p95", Given(DURATION), "95 of 100 requests are answered within this time."),
    ),
)
AUDIT = Record(
    "a policy for the audit log",
    without_span(AuditPolicy),
    (
        Key(
            "log",
            Given(Word({"none": "nothing", "writes": "changes", "all": "changes and reads"})),
            "Which accesses are logged: who, what, when, from where.",
        ),
        Key("keep", Given(DURATION), "How long the log is kept."),
    ),
)
DATA_KEYS: tuple[Key, ...] = (
    Key("keep", Given(DURATION), "How long the data is kept after the last use; then it is erased."),
    Key("mask", Given(MASK), "How the value is shown in logs, traces and read models."),
    Key("region", Given(Text(("eu", "us"))), "Where the data may be stored."),
    Key("encrypted", Given(FLAG), "Encrypted at rest, with a key of its own."),
)
DATA = Record("a policy for data", without_span(DataPolicy), DATA_KEYS)


def policies(name: str) -> Shape:
    """All policies, at the level `name`."""
    return Record(
        name,
        without_span(Policies),
        (
            Key("calls", CALLS, "How synchronous calls behave."),
            Key("events", EVENTS, "How events travel."),
            Key("versions", VERSIONS, "How versions of an API are told apart and retired."),
            Key("slo", SLO, "What is promised to callers."),
            Key("audit", AUDIT, "What is written to the audit log."),
            Key("data", Named(DATA, key=Word(TAGS)), "How data is treated, by tag."),
        ),
    )
