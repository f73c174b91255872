"""Which service calls, as its certificate has proved on the connection itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

BEHALF = "skerry-on-behalf"  # the header in which a service passes the token of whom it acts for
Peer = Callable[[Mapping[str, Any]], str]  # of the ASGI scope, the name of the service, '' for none


def certified(scope: Mapping[str, Any]) -> str:
    """The service whose certificate a door has seen (`skerry_runtime.identity`); '' for a plain connection, which proves nothing."""
    peer = scope.get("state", {}).get("peer")
    return str(peer.service) if peer else ""
