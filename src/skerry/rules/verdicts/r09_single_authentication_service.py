"""There should be a single type of authentication service.

One service that proves who somebody is. With OAuth 2 and OpenID Connect this is the one that gives out tokens.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import authorization_servers
from skerry.rules.verdicts._verdict import Verdict, one


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return one(authorization_servers(fleet), "authentication services")
