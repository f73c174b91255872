"""There should be a single type of central secret store.

One store of secrets: Vault, OpenBao, a cloud's secret manager. A configuration server that encrypts values is none.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import secret_stores
from skerry.rules.verdicts._verdict import Verdict, one


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return one(secret_stores(fleet), "secret stores")
