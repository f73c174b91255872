"""All services should perform logging.

Each service of ours writes log lines of its own, in code or by settings of its logger. What the framework logs by itself does not count.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import own
from skerry.rules.verdicts._verdict import Verdict, all_of, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_of(own(fleet), lambda node: says(fleet, node.name, "logs"), "services log")
