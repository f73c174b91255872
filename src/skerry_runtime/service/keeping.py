"""What a service with tagged data needs from its environment: the keyring, the audit log, and what keeps values out of print.

`SKERRY_KEYS` names the keyring; `off` stores what should be encrypted as it is, for development. `SKERRY_AUDIT` is the folder of the audit
log, by default `SERVICE.audit` in the working directory; `SKERRY_AUDIT_MARKS` that of its mark. Without tagged data nothing of it is used.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextvars import Token
from pathlib import Path
from typing import Any

from skerry_runtime import spec
from skerry_runtime.audit import ORIGIN, AuditLog, Origin
from skerry_runtime.audit.chain import Chain
from skerry_runtime.privacy import Keyring, KeyringError, Vault
from skerry_runtime.privacy.cleaning import KNOWN, Cleaner
from skerry_runtime.service.audited import Handshakes
from skerry_runtime.store.tables import DATA_KEYS
from skerry_runtime.telemetry import clean_with

log = logging.getLogger("skerry.service")
OFF = "off"
Tokens = tuple[Token[Origin | None] | None, Token[Any] | None]


class Keeping:
    """All of it, for one service."""

    def __init__(self, service: spec.Spec, environment: Mapping[str, str], instance: str = "") -> None:
        self._spec, self._environment = service, environment
        self._instance = instance or service.service
        self.vault = Vault(DATA_KEYS)
        self.log: AuditLog | None = None
        self._cleaner = Cleaner(_masks(service)) if service.data else None
        self._handshakes: Handshakes | None = None

    def open(self) -> None:
        """Reads the keyring, and takes the audit log up where it ended.

        Raises:
            KeyringError: there is no keyring, or it can't be used.
            OSError: the audit log can't be written.
        """
        if not self._spec.data:
            return
        clean_with(self._cleaner)
        keyring = self._keyring()
        if keyring is not None and any(each.encrypted for each in self._spec.data):
            self.vault.unlock(keyring)
        if self._spec.audit.log == "none":
            return
        folder = Path(self._environment.get("SKERRY_AUDIT") or f"{self._spec.service}.audit")
        marks = self._environment.get("SKERRY_AUDIT_MARKS", "")
        chain = Chain(
            folder, self._spec.service, self._instance, key=keyring.audit if keyring else b"", keep=self._spec.audit.keep,
            marks=Path(marks) if marks else None,
        )  # fmt: skip
        found = AuditLog(chain)
        found.start()
        self.log, self._handshakes = found, Handshakes(found)
        logging.getLogger("skerry.identity").addHandler(self._handshakes)

    def close(self) -> None:
        """Closes the audit log."""
        if self._handshakes is not None:
            logging.getLogger("skerry.identity").removeHandler(self._handshakes)
        if self.log is not None:
            self.log.stop()
        if self._cleaner is not None:
            clean_with(None)

    def clean(self, text: str) -> str:
        """A text without tagged values."""
        return text if self._cleaner is None else self._cleaner.text(text)

    # — around a request —

    def entered(self, scope: Mapping[str, Any], request: str) -> Tokens:
        """A request begins: where it comes from is known, and what it brings will be."""
        if self._cleaner is None:
            return None, None
        client = scope.get("client") or ("",)
        return ORIGIN.set(Origin(str(client[0]), request)), KNOWN.set([])

    def left(self, tokens: Tokens) -> None:
        """It has ended."""
        origin, known = tokens
        if origin is not None and known is not None:
            ORIGIN.reset(origin)
            KNOWN.reset(known)

    def _keyring(self) -> Keyring | None:
        said = self._environment.get("SKERRY_KEYS", "")
        sealed = [f"{each.entity}.{each.field}" for each in self._spec.data if each.encrypted]
        if said == OFF:
            if sealed:
                log.warning("SKERRY_KEYS is off: %s stores %s as they are", self._spec.service, ", ".join(sealed))
            return None
        if said:
            return Keyring.load(Path(said))
        if sealed:
            raise KeyringError(
                f"{self._spec.service} stores {', '.join(sealed)} encrypted, and SKERRY_KEYS names no keyring: "
                "`skerry data keys FILE` makes one; SKERRY_KEYS=off stores them as they are, for development"
            )
        return None


def _masks(service: spec.Spec) -> dict[str, str]:
    """The mask of each field by its name: as JSON has it, and as Python does. Of two, the one that shows less."""
    found: dict[str, str] = {}
    for each in sorted(service.data, key=lambda rule: rule.mask != "all"):
        for name in (each.field, _snake(each.field)):
            found.setdefault(name, each.mask)
    return found


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)
