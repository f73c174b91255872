"""All connections between a service and an external entity should be encrypted.

TLS, seen at the service that is called (a key store, a certificate, an HTTPS server) or in the address that is called (`https:`, `ssl:`,
`git@`). Where the one side is not ours and no address is known, an unencrypted connection is assumed, as by the rules' authors.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import outside
from skerry.rules.verdicts._verdict import Verdict, all_calls, encrypted


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_calls(outside(fleet), lambda edge: encrypted(fleet, edge), "connections to the outside are encrypted")
