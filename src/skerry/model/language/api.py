"""`api:` of a service: versions, operations, who may enter."""

from __future__ import annotations

import re
from typing import Any

from skerry.kernel.span import Span
from skerry.model.language.common import BEHAVIOUR, CAPITAL, DAY, TEXT, TYPE, TYPE_NAME, VERSION_NAME
from skerry.model.language.policies import CALLS, SLO
from skerry.model.parsed import ParsedApi, ParsedOperation, ParsedVersion
from skerry.model.shapes import ByForm, Given, Items, Key, Named, Record, Ref, Rest, Term, Text, Word
from skerry.model.terms import operations, schemes

PROTOCOLS = {
    "rest": "HTTP with JSON, described by OpenAPI",
    "grpc": "gRPC, described by proto",
    "graphql": "GraphQL, described by SDL",
}
STYLES = {
    "house": "with what every API of ours has: pages, problems, idempotency keys, ETags, rate limits, bounds",
    "bare": "nothing but what stands here, as an API that was there before",
}
SCHEMES = {
    "jwt": "a signed token that names the user and the roles",
    "api-key": "a key per calling program",
    "mtls": "a client certificate",
    "public": "no proof at all; the list is empty",
}


_TYPES = Named(Given(TYPE), key=TEXT)
_ANSWERS = Named(
    Given(Term(operations.parse_answer, "a type, or `nothing`", "Error")),
    key=Term(operations.parse_status, "a status", "404"),
)
_NEEDS = Items(Given(Term(schemes.parse_way, "a way in", "oauth(orders.read) and key")), single=True)


def _operation(span: Span, **values: Any) -> ParsedOperation:
    return ParsedOperation(span=span, **values)


OPERATION = Record(
    "an operation",
    _operation,
    (
        Key("do", Given(BEHAVIOUR), "What it does, as in the short form.", required=True),
        Key("about", TEXT, "One sentence for the contract."),
        Key("path", _TYPES, "The types of parameters of the path, where they are not text or as in the data."),
        Key("query", _TYPES, "Parameters of the query with their types; needed, unless the type ends with `?`."),
        Key("headers", _TYPES, "Headers that callers send, with their types."),
        Key("cookies", _TYPES, "Cookies that callers send, with their types."),
        Key("answers", _ANSWERS, "What else it may answer: a status and what comes with it."),
        Key("needs", _NEEDS, "Who is let in: one of these ways; an empty list lets everybody in."),
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
            Key("style", Word(STYLES), "How much is written into its documents; house, unless said."),
            Key(
                "schemes",
                Named(Term(schemes.parse_scheme, "a scheme", "api-key header X-Key"), key=TEXT),
                "How callers prove who they are, where that is not as everywhere.",
            ),
            Key("needs", _NEEDS, "Who is let in, unless an operation says it: one of these ways of the schemes."),
            Key(
                "auth",
                Named(Items(Ref(("role",))), key=Word(SCHEMES)),
                "Who may enter: a scheme, and the roles it lets in.",
            ),
        ),
        (Rest("v1, v2, …", VERSION_NAME, Text(), VERSION, "A version with its operations.", "versions"),),
    ),
)
