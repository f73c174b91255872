"""Which service calls: the seam for whatever proves it on the connection itself, as a certificate does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

BEHALF = "skerry-on-behalf"  # the header in which a service passes the token of whom it acts for
Peer = Callable[[Mapping[str, Any]], str]  # of the ASGI scope, the name of the service, '' for none


def nobody(scope: Mapping[str, Any]) -> str:
    """A plain connection proves nothing."""
    return ""
