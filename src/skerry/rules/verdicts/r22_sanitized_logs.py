"""All services should sanitize logs.

Each service that logs masks what must not be read: a `%replace` in Logback's pattern, a redaction of Pino or structlog, an enricher of
Serilog.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import logging, own
from skerry.rules.verdicts._verdict import Verdict, all_of, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_of(
        logging(fleet) or own(fleet), lambda node: says(fleet, node.name, "masks-logs"), "services mask what they log"
    )
