"""What a service shows when it calls another: a token of its own, from a file that is renewed by whoever started it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from skerry_runtime.operations import OWN, Call
from skerry_runtime.trust.peer import BEHALF

log = logging.getLogger("skerry.trust")
_LOOK = 5.0  # seconds after which the file is read again


class Own:
    """The service's own token, and that of whom it acts for. Environment: `SKERRY_TOKEN`, the path of the file."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        said = environment.get("SKERRY_TOKEN", "")
        self._path = Path(said) if said else None
        self._token, self._read = "", float("-inf")

    def shown(self, call: Call | None) -> dict[str, str]:
        """The headers of a call to another service of the system."""
        token = self._current()
        found = {"Authorization": f"Bearer {token}"} if token else {}
        person = call.identity.person if call and call.identity and call.identity is not OWN else None
        if person and person.token:
            found[BEHALF.title()] = person.token
        return found

    def _current(self) -> str:
        if self._path and monotonic() - self._read > _LOOK:
            try:
                self._token = self._path.read_text().strip()
                self._read = monotonic()
            except OSError as error:
                log.warning("the service's own token can't be read: %s", error)
        return self._token
