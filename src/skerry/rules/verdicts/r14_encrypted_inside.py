"""All connections between two services should be encrypted.

TLS, seen at the service that is called (a key store, a certificate, an HTTPS server, mutual TLS of a mesh) or in the address that is
called. Nothing of the kind is an unencrypted connection.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import connections
from skerry.rules.verdicts._verdict import Verdict, all_calls, encrypted


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_calls(
        connections(fleet), lambda edge: encrypted(fleet, edge), "connections between services are encrypted"
    )
