"""Signed tokens (JWT, RFC 7519; held to RFC 8725): whom one is about, if it is to be believed.

What has been checked once is known until the token expires, or the issuer's keys change.
"""

from __future__ import annotations

import base64
import binascii
from collections import OrderedDict
from collections.abc import Mapping
from time import time
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError

from skerry_runtime.operations import Identity
from skerry_runtime.trust.keys import Keys
from skerry_runtime.trust.settings import Settings

ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")  # signatures by a private key; never `none`, never a shared secret
SERVICE = "skerry_service"  # the claim that says that the subject is a service of the system
LEEWAY = 5  # seconds that clocks may be apart
_LONGEST = 8192  # characters
_REMEMBERED = 4096  # tokens
_ABOUT = frozenset(("iss", "aud", "exp", "nbf", "iat", "jti", SERVICE))


class Untrusted(Exception):
    """A token is not believed. The reason is for logs; whoever sent it is not told."""


class Verifier:
    """Verifies the tokens of one issuer for one audience."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._keys = settings, Keys(settings.keys)
        self._known: OrderedDict[str, tuple[Identity, float]] = OrderedDict()
        self._generation = -1
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": settings.issuer},
            aud={"essential": True, "value": settings.audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def verified(self, token: str) -> Identity:
        """Whom a token is about.

        Raises:
            Untrusted: it is none of this issuer for this audience and this moment.
        """
        generation = await self._keys.current()
        if generation != self._generation:
            self._known.clear()  # a key may have been withdrawn
            self._generation = generation
        found = self._known.get(token)  # the whole of it: nothing is believed for being like one that was checked
        if found and found[1] > time():
            self._known.move_to_end(token)
            return found[0]
        identity, until = await self._read(token)
        self._known[token] = identity, until
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return identity

    async def _read(self, token: str) -> tuple[Identity, float]:
        if len(token) > _LONGEST:
            raise Untrusted("it is too long")
        header = _header(token)
        algorithm, name = header.get("alg"), header.get("kid", "")
        if algorithm not in ALGORITHMS:
            raise Untrusted(f"algorithm {algorithm!r} is not accepted")
        key = await self._keys.find(name if isinstance(name, str) else "")
        if key is None:
            raise Untrusted(f"no key {name!r} is published")
        if key.alg not in (None, algorithm):
            raise Untrusted(f"key {name!r} is for {key.alg}")
        try:
            claims = jwt.decode(token, key, algorithms=[str(algorithm)]).claims
            self._claims.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise Untrusted(str(error) or type(error).__name__) from error
        return self._identity(token, claims), float(claims["exp"]) + LEEWAY

    def _identity(self, token: str, claims: Mapping[str, Any]) -> Identity:
        service = claims.get(SERVICE, "")
        return Identity(
            subject=str(claims["sub"]),
            roles=() if service else _roles(claims, self._settings.roles),
            claims={name: value for name, value in claims.items() if name not in _ABOUT},
            service=str(service),
            token=token,
        )


def _header(token: str) -> Mapping[str, Any]:
    part = token.partition(".")[0]
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Untrusted("it is no token") from error
    if not isinstance(found, dict):
        raise Untrusted("it is no token")
    return found


def _roles(claims: Mapping[str, Any], path: str) -> tuple[str, ...]:
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
