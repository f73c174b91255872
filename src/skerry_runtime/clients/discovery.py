"""Where a service is: in a local registry that a supervisor keeps, or by its name in DNS, as Kubernetes has it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from skerry_runtime.identity import Identity


class Registry:
    """Addresses of services by name. `path` is a JSON file `{"order-service": ["http://127.0.0.1:40123"]}` that is replaced whole.

    It is read again as soon as it has changed. Without a path, or where a name does not stand in it, the address is
    `http://NAME:8080`, or another `scheme` that a name has.
    """

    def __init__(self, path: Path | None = None, scheme: Callable[[str], str] = lambda _: "http") -> None:
        self._path, self._scheme = path, scheme
        self._known: dict[str, list[str]] = {}
        self._stamp = 0

    @classmethod
    def from_environment(cls) -> Registry:
        """The registry that `SKERRY_REGISTRY` names; DNS without it, where names have TLS if this process has an identity."""
        path, identity = os.environ.get("SKERRY_REGISTRY", ""), Identity.from_environment()
        return (
            cls(Path(path) if path else None, scheme=identity.scheme) if identity else cls(Path(path) if path else None)
        )

    def knows(self, service: str) -> bool:
        """Whether it stands in the registry."""
        self._refresh()
        return bool(self._known.get(service))

    def addresses(self, service: str) -> list[str]:
        """All that are known of a service."""
        self._refresh()
        return self._known.get(service) or [f"{self._scheme(service)}://{service}:8080"]

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            stamp = self._path.stat().st_mtime_ns
            if stamp != self._stamp:
                self._known = msgspec.json.decode(self._path.read_bytes(), type=dict[str, list[str]])
                self._stamp = stamp
        except (OSError, msgspec.DecodeError):
            return  # what was known is better than nothing; the next call looks again
