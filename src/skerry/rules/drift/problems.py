"""What each kind of difference means, as `skerry explain` prints it."""

from __future__ import annotations

from collections.abc import Mapping

from skerry.kernel.problem import Code, Severity
from skerry.rules.drift.difference import Kind


def _code(number: int, title: str, about: str) -> Code:
    return Code(f"W{number:03}", title, about, Severity.WARNING)


OF_KIND: Mapping[Kind, Code] = {
    Kind.MISSING: _code(
        1,
        "declared, and not found",
        "The model says that it is there, and whoever looked for it knows that it is not. Take it out of the model if it is gone on "
        "purpose, else bring it back. A plane that cannot know misses nothing: code has no replicas, traces have only what somebody "
        "asked for, a cluster has no code.",
    ),
    Kind.UNEXPECTED: _code(
        2,
        "found, and not declared",
        "It is there, and the model does not know it. Write it into the model if it is wanted; a call or a shared store that nobody "
        "decided on is how a distributed monolith begins.",
    ),
    Kind.RENAMED: _code(
        3,
        "the same under another name",
        "A service goes by another name: it stands in the same folder, runs the same image, or has the same neighbours. Everything else "
        "is compared under its old name, so that a rename is one difference. Rename it in the model too.",
    ),
    Kind.KIND: _code(
        4, "of another kind", "A call is made in another way than the model says, or a broker is another product."
    ),
    Kind.DIRECTION: _code(
        5,
        "the other way round",
        "The model says that one service calls another, and it is the other one that calls. Who depends on whom has been turned around.",
    ),
    Kind.TARGET: _code(
        12,
        "a call to somebody else",
        "A service calls another one than the model says: one call is gone, and one has come. Most often an address was changed.",
    ),
    Kind.OWNER: _code(
        6,
        "another owner",
        "A store, or a table in a database that several use, is used by another service than the one whose it is; or a service belongs "
        "to another team than the model says.",
    ),
    Kind.MOVED: _code(
        7,
        "data in another place",
        "A service keeps its data in another database, or in another product, than the model says.",
    ),
    Kind.ENDPOINT: _code(
        8,
        "another endpoint",
        "A service answers at another path than the model says, in one place and with the same method. Callers who go by the model "
        "get no answer.",
    ),
    Kind.PORT: _code(9, "another port", "A service listens on other ports than the model says."),
    Kind.VERSION: _code(
        10, "another image or version", "What runs is another image, or another version of it, than the model says."
    ),
    Kind.REPLICAS: _code(
        11,
        "another number of copies",
        "So many copies run as nobody has declared. Where something scales them by itself, there is no difference.",
    ),
    Kind.TRAIT: _code(
        13,
        "another value of a promise",
        "A timeout, a number of retries, a limit of resources or the most copies of an autoscaler is another one than the model says, "
        "and nothing that was found agrees with it.",
    ),
}
CODES = tuple(OF_KIND.values())
