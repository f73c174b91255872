"""The public keys of an issuer (JWKS, RFC 7517), from a file or a URL: read again when a key is not known, but not too often.

A key is believed as long as it is published, and no longer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key

log = logging.getLogger("skerry.trust")
_PAUSE = (
    1.0  # seconds between two looks for a key that is not known: whoever invents keys can't make us ask all the time
)
_FILE, _URL = 1.0, 300.0  # seconds after which a file is looked at, and a URL asked again, although every key is known
_PATIENCE = 5.0  # seconds for an answer
_LARGEST = 262_144  # bytes
_PRIVATE = frozenset(("d", "k", "p", "q", "dp", "dq", "qi"))


class Keys:
    """The keys at one place. `generation` counts how often they have changed."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._keys: dict[str, Key] = {}
        self._text = b""
        self._read = self._tried = float("-inf")
        self._turn = asyncio.Lock()
        self._remote = place.startswith(("http://", "https://"))
        self.generation = 0

    async def current(self) -> int:
        """Looks whether they have changed, if it is time to; the generation."""
        if monotonic() - self._read > (_URL if self._remote else _FILE):
            await self._again()
        return self.generation

    async def find(self, name: str) -> Key | None:
        """The key of that name (`kid`); the only one there is where a token names none."""
        found = self._named(name)
        if found is None:
            await self._again()
            found = self._named(name)
        return found

    def _named(self, name: str) -> Key | None:
        if not name and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(name)

    async def _again(self) -> None:
        """Reads them, unless that was tried a moment ago; those that were known stay where it fails."""
        async with self._turn:
            if monotonic() - self._tried < _PAUSE:
                return
            self._tried = monotonic()
            try:
                text = await (self._asked() if self._remote else asyncio.to_thread(Path(self._place).read_bytes))
                if text != self._text:
                    self._keys, self._text = _parsed(text), text
                    self.generation += 1
                self._read = monotonic()
            except (OSError, aiohttp.ClientError, TimeoutError, ValueError, JoseError) as error:
                log.warning("the keys at %s can't be read: %s", self._place, error or type(error).__name__)

    async def _asked(self) -> bytes:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_PATIENCE)) as session,
            session.get(self._place, allow_redirects=False) as answer,
        ):
            answer.raise_for_status()
            return await answer.content.read(_LARGEST)


def _parsed(text: bytes) -> dict[str, Key]:
    """The keys that signatures are checked with, by their names; others are left out."""
    said = msgspec.json.decode(text)
    listed = said.get("keys") if isinstance(said, Mapping) else None
    if not isinstance(listed, list):
        raise ValueError("a JSON object with `keys` is expected")
    return {str(each.get("kid", "")): _public(each) for each in listed if isinstance(each, dict) and _signs(each)}


def _signs(key: Mapping[str, Any]) -> bool:
    return key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig"


def _public(key: dict[str, Any]) -> Key:
    return JWKRegistry.import_key({name: value for name, value in key.items() if name not in _PRIVATE})
