"""`types:`, `sagas:`, `access:` and `migrate:`."""

from __future__ import annotations

import re

from skerry.model.language.common import CAPITAL, DURATION, SERVICE, TEXT, TYPE, TYPE_NAME, with_entries
from skerry.model.language.contexts import TEAM
from skerry.model.parsed import ParsedAwait, ParsedSaga, ParsedStep, ParsedTypes
from skerry.model.shapes import ByForm, Given, Items, Key, Name, Named, Record, Ref, Rest, Table, Term, Text, Whole
from skerry.model.system.flows import NOTHING, Migration, Retry
from skerry.model.terms import access, operations

OPERATION = Given(Ref(("operation",)))
TRANSITION = Term(operations.parse_transition, "a transition", "pending => confirmed")
TYPE_DEF = ByForm(
    scalar=Given(TYPE),
    mapping=Table(Text(), ByForm(scalar=Given(TYPE), sequence=Items(Given(TRANSITION)))),
)
TYPES = Table(
    Ref(("context", "shared")),
    Record(
        "a context's types",
        ParsedTypes,
        (Key("owner", TEAM, "Under `shared`: the team that decides about the shared types."),),
        (
            Rest(
                "TYPE",
                CAPITAL,
                TYPE_NAME,
                TYPE_DEF,
                "A type: a map of fields, a type term, or `{ states: [a => b] }`.",
                "types",
            ),
        ),
    ),
)
RETRY = Record(
    "a retry",
    Retry,
    (
        Key("times", Whole(), "How often the step is tried again.", required=True),
        Key("backoff", DURATION, "How long after the first failure; each pause is twice the last."),
    ),
)
AWAIT = Record(
    "a wait",
    ParsedAwait,
    (
        Key("ok", Given(TYPE_NAME), "The event that lets the saga go on.", required=True),
        Key("fail", Given(TYPE_NAME), "The event that makes it undo what was done."),
        Key("by", Given(TEXT), "The field that says the event is about this saga.", required=True),
        Key("for", DURATION, "How long it waits at most.", required=True, attribute="limit"),
    ),
)
STEP = Record(
    "a step",
    ParsedStep,
    (
        Key("do", OPERATION, "The operation of this step, `service.operation`."),
        Key(
            "undo",
            Given(Ref(("operation",), (NOTHING,))),
            "What takes it back, or `nothing` for a step that leaves nothing behind, as a question does. The first step without is the "
            "pivot: what follows is retried until it succeeds.",
        ),
        Key("await", AWAIT, "Instead of `do`: wait for an event.", attribute="wait"),
        Key("retry", RETRY, "How often it is tried again before it has failed."),
        Key("timeout", DURATION, "After this time the step has failed."),
    ),
)
SAGAS = Named(
    Record(
        "a saga",
        ParsedSaga,
        (
            Key("in", SERVICE, "The service that keeps its state and drives it.", required=True, attribute="service"),
            Key("start", Given(Text()), "The operation of that service which starts it.", required=True),
            Key("deadline", DURATION, "After this time everything is undone."),
            Key("steps", Items(STEP), "What is done, in order.", required=True),
            Key("else", OPERATION, "The last thing that is done when it failed.", attribute="otherwise"),
            Key("about", TEXT, "One sentence for a newcomer."),
        ),
        named=True,
    ),
    key=Name(capital=True),
    defines="saga",
)
ACCESS = Table(
    Name(),
    Items(Given(Term(access.parse, "an access rule", "order-service.* if customerId = caller"))),
)
MIGRATE = Record(
    "the migration",
    with_entries(Migration, "phases"),
    (
        Key(
            "from",
            Ref(("external",)),
            "The external system that the services come out of.",
            required=True,
            attribute="source",
        ),
    ),
    (
        Rest(
            "1-NAME, 2-NAME, …",
            re.compile(r"[0-9]+-"),
            Text(),
            Items(SERVICE),
            "A phase: the services that are extracted in it.",
            "phases",
        ),
    ),
)
