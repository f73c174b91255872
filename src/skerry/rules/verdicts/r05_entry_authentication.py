"""All entry points should perform authentication.

The entry point asks who the caller is: a login, single sign-on, basic authentication, a token that it checks or gives out.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import entries
from skerry.rules.verdicts._verdict import Verdict, all_of, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_of(
        entries(fleet),
        lambda node: says(fleet, node.name, "authenticates", "checks-tokens", "issues-tokens"),
        "entry points authenticate",
    )
