"""All entry points should perform authorization.

The entry point decides what a caller may do, checks its token, or gives out tokens. Signing on with OAuth 2 counts, as it did for the
rules' authors: what the entry point goes on with is a token whose scopes somebody has granted.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet, Node
from skerry.rules.verdicts._terms import entries
from skerry.rules.verdicts._verdict import Verdict, all_of, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""

    def authorizes(node: Node) -> bool | None:
        if any(trait.value == "oauth2" for trait in fleet.traits_of(node.name, "authenticates")):
            return True
        return says(fleet, node.name, "authorizes", "checks-tokens", "issues-tokens")

    return all_of(entries(fleet), authorizes, "entry points authorize")
