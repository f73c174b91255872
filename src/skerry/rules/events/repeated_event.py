"""An event that comes twice is handled twice.

Why: Brokers deliver at least once: after a restart, a slow acknowledgement or a rebalance an event comes again. Whoever counts,
charges or sends a mail for it does so twice.

Instead: Remember the events that were handled (an inbox beside the data, in the same transaction), or let the handler have the
same effect twice. Services that Skerry generates keep an inbox.

When: A service hears events, changes data, and is not known to recognise repeated ones: its code sends mails or
charges somebody. Where it shows neither, or was not read, it is unknown.

Source: Richardson, Microservices Patterns, 2018, §3.3.6 (duplicate messages); Helland, Idempotence Is Not a Medical Condition,
ACM Queue 2012.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE,
    Needs.OBSERVED,
    Confidence.LOW,
    Persona.PEDANTIC,
    spec=("Use message queues for reliability",),
)
SOUND = {
    "compose.yaml": """\
services:
  mail: { build: ./mail, environment: { BROKER: 'kafka:9092' } }
  kafka: { image: apache/kafka }
""",
    "mail/app.py": """\
import os
from confluent_kafka import Consumer

consumer = Consumer({"bootstrap.servers": os.environ["BROKER"]})
consumer.subscribe(["orders-placed"])
processed_messages = set()


def handle(idempotency_key, event):
    if idempotency_key in processed_messages:
        return
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  mail: { build: ./mail, environment: { BROKER: 'kafka:9092' } }
  kafka: { image: apache/kafka }
""",
    "mail/app.py": """\
import os
from confluent_kafka import Consumer

consumer = Consumer({"bootstrap.servers": os.environ["BROKER"]})
consumer.subscribe(["orders-placed"])


def handle(event):
    send_mail(event)
""",
}


def check(case: Case) -> Iterator[Answer]:
    """One answer for each service that hears events."""
    side = case.seen
    if side is None:
        return
    ours = {node.name for node in side.services}
    hears = {channel.node: channel for channel in side.fleet.channels if channel.direction == "receive"}
    for name, channel in hears.items():
        if name not in ours or side.fleet.has(name, "idempotent"):
            continue
        if side.silent(name) or not side.fleet.has(name, "adds-up"):
            yield Unknown((name,))
        else:
            yield Hit((name,), f"{name} may handle an event twice that comes twice", side.at(channel))
