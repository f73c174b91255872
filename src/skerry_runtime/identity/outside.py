"""TLS for callers from outside, who have no certificate: a server's own one, read again when its files change."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Self

from skerry_runtime.identity.contexts import reason
from skerry_runtime.identity.files import IdentityError

log = logging.getLogger("skerry.identity")
_LAYOUTS = (("cert.pem", "key.pem"), ("tls.crt", "tls.key"))
_PAUSE = 1.0  # seconds


class Outside(ssl.SSLContext):
    """For a TLS server of an event loop: each connection is opened with the certificate of its moment, TLS 1.2 or newer."""

    def __new__(cls, folder: Path) -> Self:
        """Of a folder."""
        return super().__new__(cls, ssl.PROTOCOL_TLS_SERVER)

    def __init__(self, folder: Path) -> None:
        self._folder, self._looked = folder, monotonic()
        self._stamp, self._current = self._read()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Outside | None:
        """That of the folder which `SKERRY_TLS` names; None where nothing does.

        Raises:
            IdentityError: there is no certificate that can be used.
        """
        folder = environment.get("SKERRY_TLS", "")
        return cls(Path(folder)) if folder else None

    def wrap_bio(self, *arguments: Any, **named: Any) -> ssl.SSLObject:
        """A connection begins."""
        if monotonic() - self._looked >= _PAUSE:
            self._looked = monotonic()
            try:
                self._stamp, self._current = self._read()
            except IdentityError as error:  # what was read before still holds
                log.warning("the new certificate is not used: %s", error)
        return self._current.wrap_bio(*arguments, **named)

    def _read(self) -> tuple[tuple[int, ...], ssl.SSLContext]:
        names = next((each for each in _LAYOUTS if all((self._folder / name).exists() for name in each)), None)
        if names is None:
            wanted = ", or ".join(", ".join(each) for each in _LAYOUTS)
            raise IdentityError(f"{self._folder} has no certificate: it needs {wanted}")
        certificate, key = (self._folder / name for name in names)
        stamp = tuple(part for each in (certificate, key) for part in (each.stat().st_ino, each.stat().st_mtime_ns))
        if stamp == getattr(self, "_stamp", ()):
            return stamp, self._current
        found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        found.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            found.load_cert_chain(certificate, key)
        except OSError as error:
            raise IdentityError(f"the certificate {certificate} can't be used: {reason(error)}") from error
        return stamp, found
