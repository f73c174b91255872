"""A process's own identity: read from files, and read again when they change, without a restart and without closing a connection."""

from __future__ import annotations

import logging
import os
import ssl
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from time import monotonic, time

from skerry_runtime.identity import contexts
from skerry_runtime.identity.files import Files, IdentityError
from skerry_runtime.identity.spiffe import Nameless, SpiffeId, certified

log = logging.getLogger("skerry.identity")


class Identity:
    """What `SKERRY_IDENTITY` names: a folder with a certificate. Nothing is read before it is needed.

    `plain` are services that speak without TLS; they are spoken to so. Files are looked at again at most every `pause` seconds. New ones
    are tried before they are used, and connections that are open stay so: they were proved when they were opened.
    """

    def __init__(self, folder: Path, plain: frozenset[str] = frozenset(), pause: float = 1.0) -> None:
        self.folder, self.plain, self._pause = folder, plain, pause
        self._stamp: tuple[tuple[int, int, int], ...] = ()
        self._looked, self._refused = -pause, ""
        self._id: SpiffeId | None = None
        self._until = 0.0
        self._servers: dict[str, ssl.SSLContext] = {}
        self._clients: dict[str, ssl.SSLContext] = {}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Identity | None:
        """That of `SKERRY_IDENTITY` and `SKERRY_PLAIN` (names with commas between them); None where there is none. One for a process."""
        folder = environment.get("SKERRY_IDENTITY", "")
        names = frozenset(filter(None, map(str.strip, environment.get("SKERRY_PLAIN", "").split(","))))
        return _only(folder, names) if folder else None

    @property
    def id(self) -> SpiffeId:
        """Who this is.

        Raises:
            IdentityError: there is no certificate that can be used.
        """
        self._refresh()
        assert self._id is not None
        return self._id

    @property
    def until(self) -> float:
        """The Unix time at which its certificate ends.

        Raises:
            IdentityError: there is no certificate that can be used.
        """
        self._refresh()
        return self._until

    async def check(self) -> None:
        """Raises if nobody believes the certificate any more: it should have been replaced."""
        if self.id and time() > self._until:
            raise IdentityError(f"the certificate of {self.id} has ended, and there is no new one in {self.folder}")

    def scheme(self, service: str) -> str:
        """What the address of a service begins with, where only its name is known."""
        return "http" if service in self.plain else "https"

    def server(self, spoken: str = "") -> ssl.SSLContext:
        """For a connection that somebody has opened now, and speaks this protocol on (ALPN)."""
        self._refresh()
        found = self._servers.get(spoken)
        if found is None:
            found = self._servers[spoken] = contexts.server(Files.within(self.folder), self.id)
            found.set_alpn_protocols([spoken])
        return found

    def towards(self, service: str, url: str) -> ssl.SSLContext | bool:
        """What a connection to a service is opened with: aiohttp's `ssl`.

        Raises:
            IdentityError: the address is a plain one, and the service is not one of the plain.
        """
        if not url.startswith("https:"):
            if service in self.plain:
                return True
            raise IdentityError(f"{service} is called with certificates alone, and its address {url} is without")
        self._refresh()
        found = self._clients.get(service)
        if found is None:
            found = self._clients[service] = contexts.client(Files.within(self.folder), self.id.sibling(service))
        return found

    def _refresh(self) -> None:
        now = monotonic()
        if now - self._looked < self._pause:
            return
        self._looked = now
        try:
            self._read(Files.within(self.folder))
        except IdentityError as error:
            if self._id is None:
                self._looked = -self._pause
                raise
            if self._refused != (said := str(error)):  # what was read before still holds
                self._refused = said
                log.warning("the new certificate is not used: %s", said)

    def _read(self, files: Files) -> None:
        stamp = files.stamp()
        if not stamp or stamp == self._stamp:
            return
        try:
            certificate = contexts.tried(files)
            found, until = certified(certificate), float(ssl.cert_time_to_seconds(certificate["notAfter"]))
            server = contexts.server(files, found)
        except (Nameless, OSError) as error:
            raise IdentityError(f"the certificate {files.certificate} can't be used: {error}") from error
        if self._id is not None:
            log.info("a new certificate of %s is used", found)
        self._id, self._until, self._stamp, self._refused = found, until, stamp, ""
        self._servers = {"": server}
        self._clients.clear()


@lru_cache(maxsize=8)
def _only(folder: str, plain: frozenset[str]) -> Identity:
    return Identity(Path(folder), plain)
