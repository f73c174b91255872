"""Who may call a service at all: those of whom the model says so, known by their certificates (`skerry_runtime.identity`)."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skerry_runtime.clock import wall
from skerry_runtime.identity import GATEWAY, Peer
from skerry_runtime.service.operator import PREFIX
from skerry_runtime.service.problems import Problems
from skerry_runtime.spec import Spec

log = logging.getLogger("skerry.identity")
_CLOSE = (b"connection", b"close")


class Admission:
    """Whether a caller may ask a service anything, on whichever face."""

    def __init__(self, spec: Spec) -> None:
        self._service, self._may = spec.service, frozenset(spec.callers)

    def against(self, peer: Peer, path: str, now: float) -> str:
        """Why it may not ask at this Unix time, '' if it may."""
        if peer.service not in self._may:
            return f"{peer.service} may not call {self._service}: the model does not say that it does"
        if path.startswith(PREFIX):
            return "the operator is answered on the plain listener, by this machine alone"
        if peer.service == GATEWAY and path.startswith("/internal/"):
            return "what services say among themselves is not for the gateway"
        return f"the certificate of {peer.service} has ended" if now > peer.until else ""


class Callers:
    """Stands before a service where both ends show certificates; each request has its `Peer` in `scope["state"]["peer"]`."""

    def __init__(self, app: ASGIApp, spec: Spec) -> None:
        self._app, self._admission = app, Admission(spec)
        self._problems = Problems(spec.problems)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or says why not."""
        peer: Peer = scope["state"]["peer"]
        now = wall()
        if now > peer.fresh:
            send = _closing(send)
        if why := self._admission.against(peer, scope["path"], now):
            refused(peer, (scope.get("client") or ("",))[0], scope["method"], scope["path"], why)
            await self._problems.answer(403, "forbidden", why)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def refused(peer: Peer, address: str, method: str, path: str, why: str) -> None:
    """For the log, and for whoever listens to it: `extra` has the fields."""
    told = {
        "event": "call-refused", "peer": peer.id, "peer_id": peer.id, "peer_address": address, "method": method,
        "path": path, "reason": why,
    }  # fmt: skip
    log.warning("refused %s: %s %s: %s", peer.id, method, path, why, extra=told)


def _closing(send: Send) -> Send:
    """Ends the connection after this answer: whoever comes back shows the certificate that it has now."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], _CLOSE]
        await send(message)

    return sent
