"""Where a request comes from: what a call does not say of itself. A face of the service sets it before it performs anything."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Origin:
    """`peer` is the address of the connection (or the name on its certificate), `request` the gateway's id, `grant` what allowed it.

    `written`: this request has its record already, so that whoever refuses it later does not write another one.
    """

    peer: str = ""
    request: str = ""
    grant: str = ""
    written: bool = False


ORIGIN: ContextVar[Origin | None] = ContextVar("skerry_origin", default=None)
