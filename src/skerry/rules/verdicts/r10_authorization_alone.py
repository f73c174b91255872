"""No service that performs authorization should perform any other business functionality.

Who decides what a caller may do should be an authorization service and nothing else. A gateway or a business service that checks tokens
or roles itself does two jobs. Where nobody authorizes, nobody breaks the rule.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import authorizing
from skerry.rules.verdicts._verdict import Verdict, apart


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return apart(fleet, authorizing(fleet), "authorizes")
