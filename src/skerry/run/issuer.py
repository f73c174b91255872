"""The local issuer of tokens, for development alone: its keys lie in the run folder, and whoever can read that can be anybody.

Keys are published before anything is signed with them. A rotation makes a new one; the last of the old ones stay published, so that what
they have signed is believed until it expires.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from skerry.run.place import Place

SERVICE = "skerry_service"  # the claim that the runtime knows a service by
ALGORITHM = "ES256"
HOUR = 3600.0  # seconds that a token is valid, unless something else is said
_BEHIND = 120  # seconds that the clock of whoever checks a token may be behind
_PUBLISHED = 3  # keys at once
_RESERVED = frozenset(("iss", "aud", "exp", "nbf", "iat", "sub", "jti", "roles", SERVICE))


class NoKey(Exception):
    """There is no issuer here yet; the message says how one is made."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuer of the system in one folder."""

    folder: Path
    system: str

    @classmethod
    def opened(cls, place: Place, system: str) -> Issuer:
        """The issuer of a system; its first key is made if it has none."""
        found = cls(place.folder / "issuer", system)
        found.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not found._private.exists():
            found.rotate()
        return found

    @property
    def name(self) -> str:
        """Who signs: a name that no real issuer has."""
        return f"https://issuer.{self.system}.localhost"

    @property
    def audience(self) -> str:
        """For whom: all of the system."""
        return self.system

    @property
    def published(self) -> Path:
        """Its public keys (JWKS)."""
        return self.folder / "jwks.json"

    @property
    def _private(self) -> Path:
        return self.folder / "keys.json"

    def token(
        self,
        subject: str,
        roles: tuple[str, ...] = (),
        claims: Mapping[str, Any] | None = None,
        seconds: float = HOUR,
        **changed: Any,
    ) -> str:
        """A signed token about a person; `changed` puts other values into the claims that the issuer sets itself.

        Raises:
            NoKey: this issuer has no key.
        """
        own = {name: value for name, value in (claims or {}).items() if name not in _RESERVED}
        return self._signed({**own, "sub": subject, "roles": list(roles), **changed}, seconds)

    def service_token(self, service: str, seconds: float = HOUR) -> str:
        """A signed token by which a service of the system is known to the others."""
        return self._signed({"sub": f"service:{service}", SERVICE: service}, seconds)

    def rotate(self) -> str:
        """Makes a new key, publishes it and signs with it from now on; its name."""
        name = uuid4().hex[:12]
        made = ECKey.generate_key("P-256", {"kid": name, "alg": ALGORITHM, "use": "sig"})
        kept = [made.as_dict(private=True), *self._keys()][:_PUBLISHED]
        public = [ECKey.import_key(each).as_dict(private=False) for each in kept]
        _written(self.published, {"keys": public}, 0o644)
        _written(self._private, {"keys": kept}, 0o600)
        return name

    def _signed(self, claims: Mapping[str, Any], seconds: float) -> str:
        keys = self._keys()
        if not keys:
            raise NoKey(f"{self.folder} has no key: `skerry run` makes one")
        now = int(time())
        own = {
            "iss": self.name,
            "aud": self.audience,
            "iat": now,
            "nbf": now - _BEHIND,
            "exp": now + int(seconds),
            "jti": uuid4().hex,
        }
        header = {"alg": ALGORITHM, "kid": keys[0]["kid"], "typ": "JWT"}
        return jwt.encode(header, {**own, **claims}, ECKey.import_key(keys[0]))

    def _keys(self) -> list[dict[str, Any]]:
        """The private ones, the newest first."""
        try:
            found: list[dict[str, Any]] = json.loads(self._private.read_bytes())["keys"]
        except FileNotFoundError:
            return []
        return found


def _written(path: Path, value: object, mode: int) -> None:
    """Readers see the old file or the new one, and nobody but the owner a private one."""
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        json.dump(value, file)
    draft.replace(path)
