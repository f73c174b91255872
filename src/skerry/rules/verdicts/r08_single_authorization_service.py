"""There should be a single type of authorization service.

One service that gives out tokens or was made to know who may do what: an OAuth 2 server, Keycloak, an identity service.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import authorization_servers
from skerry.rules.verdicts._verdict import Verdict, one


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return one(authorization_servers(fleet), "authorization services")
