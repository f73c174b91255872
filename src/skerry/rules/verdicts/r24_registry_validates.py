"""All service registries should have validation checks for incoming requests.

A registry of ours asks its clients who they are, and decides what they may register.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import registries
from skerry.rules.verdicts._verdict import Verdict, all_of, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_of(registries(fleet), lambda node: says(fleet, node.name, "authorizes"), "registries check requests")
