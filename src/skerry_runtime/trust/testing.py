"""An issuer for tests: its key lives as long as the test, and nobody else believes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from skerry_runtime.clock import wall
from skerry_runtime.trust.tokens import SERVICE

ISSUER, AUDIENCE = "https://issuer.test.localhost", "test"
_VALID = 3600  # seconds


class Issuer:
    """Publishes its key in a folder, and signs."""

    def __init__(self, folder: Path) -> None:
        self._published = folder / f"{uuid4().hex}.jwks.json"
        self._key = ECKey.generate_key("P-256", {"kid": "test", "alg": "ES256", "use": "sig"})
        self._published.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))

    @property
    def environment(self) -> Mapping[str, str]:
        """What a service is told that believes this issuer."""
        return {"SKERRY_ISSUER": ISSUER, "SKERRY_AUDIENCE": AUDIENCE, "SKERRY_JWKS": str(self._published)}

    def token(self, subject: str, roles: Iterable[str] = (), claims: Mapping[str, Any] | None = None) -> str:
        """A token about somebody."""
        own = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "roles": list(roles), "exp": int(wall()) + _VALID}
        return jwt.encode({"alg": "ES256", "kid": "test"}, {**(claims or {}), **own}, self._key)

    def service(self, name: str) -> str:
        """A token of a service."""
        return self.token(f"service:{name}", (), {SERVICE: name})
