"""All services that perform logging should be connected to a message broker.

Each service that writes log lines of its own sends to, or receives from, a broker. Where nobody logs, and a broker is there, nobody
breaks the rule; without a broker it can't be kept.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import brokers, logging
from skerry.rules.verdicts._verdict import Verdict, all_of


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    names = {node.name for node in brokers(fleet)}
    if not names:
        return Verdict(False, "no message broker", tuple(node.name for node in logging(fleet)))
    if not logging(fleet):
        return Verdict(True, "no service logs")
    return all_of(
        logging(fleet),
        lambda node: (
            any(edge.target in names for edge in fleet.out(node.name))
            or any(edge.source in names for edge in fleet.into(node.name))
        ),
        "services that log are connected to a broker",
    )
