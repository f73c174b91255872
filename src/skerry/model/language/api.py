"""`api:` of a service: versions, operations, who may enter."""

from __future__ import annotations

import re
from typing import Any

from skerry.kernel.span import Span
from skerry.model.language.common import BEHAVIOUR, CAPITAL, DAY, TEXT, TYPE_NAME, VERSION_NAME
from skerry.model.language.policies import CALLS, SLO
from skerry.model.parsed import ParsedApi, ParsedOperation, ParsedVersion
from skerry.model.shapes import ByForm, Given, Items, Key, Named, Record, Ref, Rest, Term, Text, Word
from skerry.model.terms import operations

PROTOCOLS = {
    "rest": "HTTP with JSON, described by OpenAPI",
    "grpc": "gRPC, described by proto",
    "graphql": "GraphQL, described by SDL",
}
SCHEMES = {
    "jwt": "a signed token that names the user and the roles",
    "api-key": "a key per calling program",
    "mtls": "a client certificate",
    "public": "no proof at all; the list is empty",
}


def _operation(span: Span, **values: Any) -> ParsedOperation:
    return ParsedOperation(span=span, **values)


OPERATION = Record(
    "an operation",
    _operation,
    (
        Key("do", Given(BEHAVIOUR), "What it does, as in the short form.", required=True),
        Key("about", TEXT, "One sentence for the contract."),
        Key("calls", CALLS, "How calls to it behave, whoever makes them."),
        Key("slo", SLO, "What it promises to callers."),
    ),
)
VERSION = Record(
    "a version",
    ParsedVersion,
    (
        Key(
            "internal",
            Items(Given(BEHAVIOUR), single=True),
            "Operations without a route: only sagas and events lead to them.",
        ),
        Key("like", Given(Text()), "Another version, whose operations this one has as well."),
        Key("sunset", DAY, "The day it ends; callers are told in a header."),
    ),
    (
        Rest(
            "METHOD /path?query",
            re.compile(r"[A-Za-z]+\s+/"),
            Term(operations.parse_route, "a route", "GET /orders/{id}?fields"),
            ByForm(scalar=Given(BEHAVIOUR), mapping=OPERATION),
            "An operation: its name, what it takes, gives, emits and which state it changes.",
            "routes",
        ),
        Rest(
            "TYPE",
            CAPITAL,
            TYPE_NAME,
            Given(TYPE_NAME),
            "With `like`: the type that stands for this one here, such as `Order: Order.v1`.",
            "instead",
        ),
    ),
    named=True,
)
API = ByForm(
    scalar=Given(Text()),
    mapping=Record(
        "an api",
        ParsedApi,
        (
            Key("expose", Items(Word(PROTOCOLS)), "The protocols it is offered in; rest, unless said."),
            Key("contract", TEXT, "The file that stays its contract, where the operations below are a summary of it."),
            Key(
                "auth",
                Named(Items(Ref(("role",))), key=Word(SCHEMES)),
                "Who may enter: a scheme, and the roles it lets in.",
            ),
        ),
        (Rest("v1, v2, …", VERSION_NAME, Text(), VERSION, "A version with its operations.", "versions"),),
    ),
)
