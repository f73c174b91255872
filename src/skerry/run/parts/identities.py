"""The certificates of a system on this machine: made before its services start, and replaced while they run.

The runtime's local authority makes them (`python -m skerry_runtime.identity`), called for a moment each time.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import time

from skerry.run.parts.part import Exit, Missing, NotReady, Part
from skerry.run.process import dies_with_parent

INSTALL = "pip install 'skerry[trust]'"
_LOOK = 15.0  # seconds: a machine that slept has to notice by the clock on the wall


@dataclass(frozen=True, slots=True)
class Names:
    """Whose certificates: what SPIFFE IDs begin with, and the services."""

    trust: str
    namespace: str
    services: Sequence[str]

    @property
    def prefix(self) -> str:
        """What the IDs of all of them begin with."""
        return f"spiffe://{self.trust}/ns/{self.namespace}"


class Identities(Part):
    """`folder` gets a folder for each service. `SKERRY_CERTIFICATE_SECONDS` and `SKERRY_AUTHORITY_SECONDS` say how long they are valid."""

    def __init__(self, folder: Path, names: Names, log: Path) -> None:
        self.name, self.folder, self.names, self._log = "identity", folder, names, log
        self._renewing: asyncio.Task[Exit] | None = None

    def of(self, service: str) -> Path:
        """Where the certificate of a service lies."""
        return self.folder / service

    async def start(self) -> None:
        """Makes all of them; from then on they are replaced in time."""
        if not available():
            raise Missing(f"certificates are made with cryptography: {INSTALL}, or choose --mtls off")
        again = await self._issued()
        self._renewing = asyncio.create_task(self._renew(again))

    async def stop(self) -> None:
        """Replaces them no more."""
        if self._renewing:
            self._renewing.cancel()

    async def ended(self) -> Exit:
        """Waits until they can't be replaced any more."""
        assert self._renewing is not None
        return await asyncio.shield(self._renewing)

    @property
    def pid(self) -> int:
        """No process: the authority is there for a moment at a time."""
        return 0

    async def _renew(self, again: float) -> Exit:
        while True:
            while (left := again - time()) > 0:
                await asyncio.sleep(min(left, _LOOK))
            try:
                again = await self._issued()
            except (NotReady, OSError):
                return Exit(1)

    async def _issued(self) -> float:
        """Makes all of them; the Unix time at which that has to be done again."""
        lives = (("--seconds", "SKERRY_CERTIFICATE_SECONDS"), ("--authority-seconds", "SKERRY_AUTHORITY_SECONDS"))
        told = [word for option, name in lives if (value := os.environ.get(name)) for word in (option, value)]
        with self._log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "skerry_runtime.identity", str(self.folder), *self.names.services,
                "--trust", self.names.trust, "--namespace", self.names.namespace, *told,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=log, preexec_fn=dies_with_parent(),
            )  # fmt: skip
        said, _ = await process.communicate()
        if process.returncode:
            raise NotReady(f"the local authority {Exit(process.returncode)}; see {self._log}")
        return float(said)


def available() -> bool:
    """Whether certificates can be made here."""
    return find_spec("cryptography") is not None
