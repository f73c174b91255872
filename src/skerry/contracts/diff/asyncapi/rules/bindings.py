"""Rules of what is said for single protocols."""

from __future__ import annotations

from skerry.contracts.change import Rule
from skerry.contracts.diff.asyncapi.rules.make import BOTH, BREAKING, CHANGED, DANGEROUS, SAFE, both
from skerry.contracts.diff.asyncapi.samples import document


def _kafka(text: str) -> str:
    return document(channel=f"bindings: {{ kafka: {{ {text} }} }}")


BINDING_ADDED, BINDING_REMOVED = both(
    "binding",
    "itself",
    (SAFE, DANGEROUS),
    ("Something is said for a protocol", "Nothing is said for a protocol any more"),
    ("", "See whether it is still true, and only not written."),
    document(),
    _kafka("partitions: 3"),
)
BINDING_CHANGED = Rule(
    BOTH,
    "binding",
    "setting",
    CHANGED,
    DANGEROUS,
    "A setting of a protocol changed",
    "Partitions, retention and the like: order and time that consumers may count on.",
    _kafka("partitions: 3"),
    _kafka("partitions: 6"),
)
BINDING_NAME_CHANGED = Rule(
    BOTH,
    "binding",
    "name",
    CHANGED,
    BREAKING,
    "What names things for a protocol changed",
    "Topics, queues, exchanges and keys are found by it.",
    _kafka("topic: orders"),
    _kafka("topic: sales"),
)
