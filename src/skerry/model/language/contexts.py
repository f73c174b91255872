"""`profile:`, `contexts:`, `map:` and `external:`."""

from __future__ import annotations

from skerry.model.language.common import COMPLY, DAY, DURATION, GLOB, PERCENT, RATE, TEXT, TEXTS
from skerry.model.shapes import Items, Key, Named, Record, Ref, Table, Term, Text, Whole, Word
from skerry.model.system.contexts import Context, External
from skerry.model.system.profile import Goals, Limits, Profile, Team, Today
from skerry.model.terms import relations
from skerry.model.terms.quantities import Growth, Money

COMPLIANCE = Items(Word(COMPLY))

PROFILE = Record(
    "the profile",
    Profile,
    (
        Key("users", TEXTS, "Who uses the system."),
        Key(
            "team",
            Record(
                "the team",
                Team,
                (
                    Key(
                        "engineers",
                        Whole(),
                        "How many people build and run it: small teams rarely gain from many services.",
                    ),
                    Key("teams", Whole(), "How many teams they form: a service has one team, a team a few services."),
                    Key("skills", TEXTS, "What they know well; the first technology to propose."),
                ),
            ),
            "Who builds and runs it.",
        ),
        Key(
            "goals",
            Record(
                "the goals",
                Goals,
                (
                    Key("availability", PERCENT, "Share of requests that succeed."),
                    Key("p95", DURATION, "95 of 100 requests are answered within this time."),
                    Key("peak", RATE, "The most requests at once, at the edge."),
                    Key(
                        "growth",
                        Term(Growth.parse, "a growth", "2x/year"),
                        "How the load grows; replicas are sized for a year ahead.",
                    ),
                ),
            ),
            "What the system as a whole must reach.",
        ),
        Key(
            "today",
            Record(
                "today's state",
                Today,
                (
                    Key("deploys", Text(("daily", "weekly", "monthly", "quarterly")), "How often it is deployed now."),
                    Key("stack", TEXTS, "What it is built with now."),
                ),
            ),
            "How it is now; the start of every comparison.",
        ),
        Key(
            "limits",
            Record(
                "the limits",
                Limits,
                (
                    Key(
                        "budget", Term(Money.parse, "an amount of money", "4000 EUR/month"), "What it may cost to run."
                    ),
                    Key("until", DAY, "When the change must be done."),
                ),
            ),
            "What bounds the solution.",
        ),
        Key("comply", COMPLIANCE, "The regulations that hold for the whole system."),
    ),
)
CONTEXTS = Named(
    Record(
        "a context",
        Context,
        (
            Key(
                "kind",
                Word(
                    {
                        "core": "what sets the business apart: the best people, own code",
                        "supporting": "needed, but not what sets it apart",
                        "generic": "the same everywhere: buy, or take what exists",
                    }
                ),
                "How much it matters to the business.",
            ),
            Key("team", TEXT, "The team that owns it."),
            Key("does", TEXTS, "What it is responsible for."),
            Key("words", Named(TEXT, key=Text()), "Its ubiquitous language: what a word means here."),
            Key("comply", COMPLIANCE, "The regulations that hold for its data."),
            Key("about", TEXT, "One sentence for a newcomer."),
        ),
        named=True,
    ),
    defines="context",
)
MAP = Items(
    Table(
        Term(relations.parse, "downstream -> upstream", "orders -> catalog"),
        Term(relations.parse_kinds, "one or more relations", "open-host, published-language"),
    )
)
EXTERNAL = Named(
    Record(
        "an external system",
        External,
        (
            Key("contract", TEXT, "The file that describes its interface: OpenAPI, AsyncAPI, proto or GraphQL."),
            Key(
                "protocol",
                Word(
                    {
                        "http": "HTTP",
                        "grpc": "gRPC",
                        "smtp": "mail",
                        "ftp": "files",
                        "amqp": "messages",
                        "jdbc": "its database",
                        "soap": "SOAP",
                    }
                ),
                "How it is spoken to; http, unless said.",
            ),
            Key(
                "secret",
                TEXT,
                "The name of the credential, in the cluster's secret store. Never the credential itself.",
            ),
            Key("code", Items(GLOB), "Where its source is; services refer to it as `NAME:path/**`."),
            Key("about", TEXT, "What it is."),
        ),
        named=True,
    ),
    defines="external",
)
TEAM = Ref(("team",))
