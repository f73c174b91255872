"""All entry points should perform authorization.

The entry point decides what a caller may do, checks its token, or gives out tokens.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import entries
from skerry.rules.verdicts._verdict import Verdict, all_of, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_of(
        entries(fleet),
        lambda node: says(fleet, node.name, "authorizes", "checks-tokens", "issues-tokens"),
        "entry points authorize",
    )
