"""There should be a message broker.

A node that is one: RabbitMQ, Kafka, NATS, a cloud's queue.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import brokers
from skerry.rules.verdicts._verdict import Verdict


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    found = brokers(fleet)
    return Verdict(
        bool(found),
        ", ".join(node.name for node in found) or "no message broker",
        evidence=tuple(p for n in found for p in n.evidence),
    )
