"""Whether somebody may do something: first who he is, then whether his role may do it at all, then whether he may do it with this row.

Refusals say nothing that one may not know: neither whether a thing exists, nor which part of a token is wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from skerry_runtime import spec
from skerry_runtime.identity import GATEWAY
from skerry_runtime.operations import BEGAN, OWN, Forbidden, Identity, Unauthorized
from skerry_runtime.trust.peer import BEHALF, Peer, certified
from skerry_runtime.trust.roles import Roles
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.tokens import Untrusted, Verifier

log = logging.getLogger("skerry.trust")
_SAID = (b"skerry-caller", b"skerry-roles")
_SCHEME = "Bearer "  # as Envoy has it: in this spelling
Headers = Mapping[bytes, bytes]


class Guard:
    """Guards the operations of one service. `peer` reads the calling service off its certificate, where there is one."""

    def __init__(
        self, name: str, operations: Iterable[spec.Operation], settings: Settings, peer: Peer = certified
    ) -> None:
        self._name, self._verifier, self._peer = name, Verifier(settings), peer
        self._roles = Roles((grant.role, each.name) for each in operations for grant in each.access.grants)

    async def identify(self, headers: Headers, scope: Mapping[str, Any]) -> Identity | Unauthorized | None:
        """Who asks: None for somebody who shows nothing, and the refusal that he gets where he has to show something valid."""
        token, peer = _bearer(headers), self._peer(scope)
        try:
            found = await self._verifier.verified(token) if token else None
            proved = _proved(peer, found)
            if not proved:
                return found
            behind = headers.get(BEHALF.encode())
            behalf = await self._verifier.verified(behind.decode("latin-1")) if behind else found
        except Untrusted as reason:
            log.info("a token is refused: %s", reason)
            return Unauthorized(shown=True)
        subject = found.subject if found and found.service else f"service:{proved}"
        return Identity(subject, service=proved, on_behalf=None if behalf is None or behalf.service else behalf)

    async def introduced(self, headers: dict[bytes, bytes], scope: Mapping[str, Any]) -> Identity | Unauthorized | None:
        """The same, and it is noted in the headers, where what a request itself says of that is forgotten."""
        found = await self.identify(headers, scope)
        for name in _SAID:
            headers.pop(name, None)
        if not (isinstance(found, Identity) and found.service and found.on_behalf is None):
            headers.pop(BEGAN.encode(), None)
        person = found.person or found if isinstance(found, Identity) else None
        if person:
            headers[b"skerry-caller"] = person.subject.encode("latin-1", "replace")
            headers[b"skerry-roles"] = ",".join(person.roles).encode("latin-1", "replace")
        return found

    def admit(self, operation: spec.Operation, identity: Identity | Unauthorized | None) -> None:
        """Lets in whose role, or which service, may do this at all.

        Raises:
            Unauthorized: he has to show who he is.
            Forbidden: he may not.
        """
        access = operation.access
        if access.public or identity is OWN:
            return
        if identity is None:
            raise Unauthorized()
        if isinstance(identity, Unauthorized):
            raise identity
        if identity.service:
            if identity.service != self._name and identity.service not in access.callers:
                log.info("%s is not for %s, which the model has not call it", operation.name, identity.service)
                raise Forbidden()
        elif not self._roles.may(identity.roles, operation.name):
            raise Forbidden()

    def only_services(self, identity: Identity | Unauthorized | None) -> None:
        """Lets in services alone: what has no contract is no business of anybody else.

        Raises:
            Unauthorized: he has to show who he is.
            Forbidden: it is no service.
        """
        if identity is None:
            raise Unauthorized()
        if isinstance(identity, Unauthorized):
            raise identity
        if not identity.service:
            raise Forbidden()

    def conditions(self, operation: spec.Operation, identity: Identity | None) -> tuple[spec.Condition, ...]:
        """What has to hold of the row, one of them; () where nothing has to.

        A service that acts for somebody may do for him what he may do himself, where he may do it at all: so nobody makes a service
        show him the row of another. Where the model grants him nothing here, the service asks for itself.
        """
        person = identity.person if identity and identity is not OWN else None
        if operation.access.public or person is None:
            return ()
        mine = [each.when for each in operation.access.grants if each.role in person.roles]
        return () if None in mine else tuple(each for each in mine if each is not None)


def _proved(peer: str, found: Identity | None) -> str:
    """The service that calls: by its certificate, and without one by its token. Behind the gateway there is nobody but who shows a token.

    Raises:
        Untrusted: the token is another service's.
    """
    said = found.service if found else ""
    if peer and said and said != peer:
        raise Untrusted(f"{peer} shows the token of {said}")
    return "" if peer == GATEWAY else peer or said


def _bearer(headers: Headers) -> str:
    said = headers.get(b"authorization", b"").decode("latin-1")
    return said[len(_SCHEME) :].strip() if said.startswith(_SCHEME) else ""
