"""Who may call a service at all: those of whom the model says so, known by their certificates (`skerry_runtime.identity`)."""

from __future__ import annotations

import logging
from time import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skerry_runtime.identity import GATEWAY, Peer
from skerry_runtime.service.operator import PREFIX
from skerry_runtime.service.problems import Problems
from skerry_runtime.spec import Spec

log = logging.getLogger("skerry.identity")
_CLOSE = (b"connection", b"close")


class Callers:
    """Stands before a service where both ends show certificates; each request has its `Peer` in `scope["state"]["peer"]`."""

    def __init__(self, app: ASGIApp, spec: Spec) -> None:
        self._app, self._service, self._may = app, spec.service, frozenset(spec.callers)
        self._problems = Problems(spec.problems)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or says why not."""
        peer: Peer = scope["state"]["peer"]
        now = time()
        if now > peer.fresh:
            send = _closing(send)
        if why := self._against(peer, scope["path"], now):
            _refused(scope, peer, why)
            await self._problems.answer(403, "forbidden", why)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _against(self, peer: Peer, path: str, now: float) -> str:
        """Why it may not, '' if it may."""
        if peer.service not in self._may:
            return f"{peer.service} may not call {self._service}: the model does not say that it does"
        if path.startswith(PREFIX):
            return "the operator is answered on the plain listener, by this machine alone"
        if peer.service == GATEWAY and path.startswith("/internal/"):
            return "what services say among themselves is not for the gateway"
        return f"the certificate of {peer.service} has ended" if now > peer.until else ""


def _closing(send: Send) -> Send:
    """Ends the connection after this answer: whoever comes back shows the certificate that it has now."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], _CLOSE]
        await send(message)

    return sent


def _refused(scope: Scope, peer: Peer, why: str) -> None:
    """For the log, and for whoever listens to it: `extra` has the fields."""
    address = (scope.get("client") or ("",))[0]
    told = {
        "event": "call-refused", "peer": peer.id, "peer_id": peer.id, "peer_address": address, "method": scope["method"],
        "path": scope["path"], "reason": why,
    }  # fmt: skip
    log.warning("refused %s: %s %s: %s", peer.id, scope["method"], scope["path"], why, extra=told)
