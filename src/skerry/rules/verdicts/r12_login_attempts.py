"""There should be a service limiting the number of login attempts.

A limit on requests at an authorization service, or at every entry point where there is none. Where nothing of the kind was seen, there
is none.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import authorization_servers, entries
from skerry.rules.verdicts._verdict import Verdict, all_of


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    places = authorization_servers(fleet) or entries(fleet)
    return all_of(places, lambda node: fleet.has(node.name, "limits-rate"), "places to log in at limit attempts")
