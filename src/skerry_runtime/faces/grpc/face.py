"""The face as a part of a service: it listens on a port of its own, beside the server of REST, in the same loop."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from skerry_runtime.identity import Identity
from skerry_runtime.service.service import Service

if TYPE_CHECKING:
    from skerry_runtime.faces.grpc.server import Server

log = logging.getLogger("skerry.service")
PORT = "50051"
PATIENCE = 10.0  # seconds that calls have to end


class Grpc:
    """gRPC for the service of the package in `folder`, where `grpc.json` lies.

    Environment: `SKERRY_HOST`, and `SKERRY_GRPC_PORT` (50051; 0: one is chosen). With `SKERRY_IDENTITY` only those are
    served who show a certificate, as by REST. Where the libraries of gRPC are not installed, the
    service runs without this face, and says so in its log.
    """

    name = "grpc"

    def __init__(self, folder: Path, environment: Mapping[str, str] = os.environ) -> None:
        self.folder, self._environment = folder, environment
        self._server: Server | None = None

    @property
    def port(self) -> int:
        """Where it listens, 0 where it does not."""
        return self._server.port if self._server else 0

    async def start(self, service: Service) -> None:
        """Listens.

        Raises:
            OSError: it can't listen there.
            IdentityError: there is no certificate that can be used.
        """
        try:
            from skerry_runtime.faces.grpc.server import Server  # noqa: PLC0415 - 20 MB, where they are wanted
        except ImportError as error:
            log.warning("%s is not served over gRPC (%s): pip install 'skerry[grpc]'", service.spec.service, error)
            return
        host = self._environment.get("SKERRY_HOST", "127.0.0.1")
        port = int(self._environment.get("SKERRY_GRPC_PORT", PORT))
        identity = Identity.from_environment(self._environment)
        if identity and service.spec.service in identity.plain:
            identity = None
        server = Server(service, self.folder / "grpc.json", identity)
        await server.start(host, port)
        self._server = server
        service.ports[self.name] = server.port

    async def stop(self) -> None:
        """Takes no new calls, and lets those end that are under way."""
        if self._server:
            await self._server.stop(PATIENCE)

    async def check(self) -> None:
        """It answers as long as the process does."""
