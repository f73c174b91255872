"""There should be a single type of service as an entry point.

One entry point. Two of them are two ways in that have to be defended alike; the rules' authors counted an authorization server that
is called from outside as a second one.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import entries
from skerry.rules.verdicts._verdict import Verdict, one


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return one(entries(fleet), "entry points")
