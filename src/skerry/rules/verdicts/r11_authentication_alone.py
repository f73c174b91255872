"""No service that performs authentication should perform any other business functionality.

Who proves who a caller is should be an authentication service and nothing else. A gateway or a business service that does it too has two
jobs. Where nobody authenticates, nobody breaks the rule.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import authenticating
from skerry.rules.verdicts._verdict import Verdict, apart


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return apart(fleet, authenticating(fleet), "authenticates")
