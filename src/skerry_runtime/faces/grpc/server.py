"""The server of gRPC of one service: its procedures, its health and its descriptors, with the bounds that REST has."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2

from skerry_runtime.faces.asking import Asking
from skerry_runtime.faces.grpc.calls import Calls
from skerry_runtime.faces.grpc.description import load
from skerry_runtime.faces.grpc.health import Servicer
from skerry_runtime.faces.grpc.procedures import procedures
from skerry_runtime.identity import Identity
from skerry_runtime.identity.passage import Passage
from skerry_runtime.service.edge import LARGEST_BODY, LARGEST_HEADERS
from skerry_runtime.service.listening import listening
from skerry_runtime.service.service import Service

_OPTIONS = (
    ("grpc.max_receive_message_length", LARGEST_BODY),
    ("grpc.max_metadata_size", LARGEST_HEADERS),
    ("grpc.absolute_max_metadata_size", LARGEST_HEADERS),
    ("grpc.max_concurrent_streams", 256),
    ("grpc.so_reuseport", 0),  # another service on the same port is an error, not a partner
)


_LONGEST = 600.0  # seconds that a connection behind a certificate is kept
_SPOKEN = "h2"  # clients of gRPC insist on it


class Server:
    """Serves the operations of a service that has started, as `grpc.json` describes them."""

    def __init__(self, service: Service, place: Path, identity: Identity | None = None) -> None:
        description = load(place)
        pool = description.pool()
        asking = Asking(service.routes, service.keeping.log)
        self._calls = Calls(service, asking, procedures(description, asking, pool))
        self._identity = identity
        self._health = Servicer(service.health, description.methods)
        names = (*description.methods, health_pb2.DESCRIPTOR.services_by_name["Health"].full_name)
        self._names, self._pool = (*names, reflection.SERVICE_NAME), pool
        self._server: Any = None
        self._passage: Passage | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listens at a port, 0 for one that is free.

        Raises:
            OSError: it can't.
            IdentityError: there is no certificate that can be used.
        """
        identity = self._identity
        lasts = (("grpc.max_connection_age_ms", _lasting(identity)),) if identity else ()
        self._server = grpc.aio.server(options=(*_OPTIONS, *lasts))
        self._server.add_generic_rpc_handlers((self._calls,))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        for each in (health_pb2, reflection_pb2):
            self._pool.Add(FileDescriptorProto.FromString(each.DESCRIPTOR.serialized_pb))
        reflection.enable_server_reflection(self._names, self._server, self._pool)
        try:
            if identity:
                where = listening(host, port)
                self._passage = self._calls.passage = Passage(where, identity, _SPOKEN)
                self._server.add_insecure_port(self._passage.within)
                self.port = where.getsockname()[1]
            else:
                self.port = self._server.add_insecure_port(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
        except (RuntimeError, OSError) as error:
            raise OSError(f"gRPC can't listen on {host}:{port}; SKERRY_GRPC_PORT says another port") from error
        await self._server.start()
        if self._passage:
            self._passage.open()

    async def stop(self, patience: float) -> None:
        """Takes no new calls; those under way have so many seconds, also those whose callers have given up."""
        until = time.monotonic() + patience
        if self._passage:
            await self._passage.shut()
        await self._server.stop(patience)
        if self._calls.running:
            await asyncio.wait(self._calls.running, timeout=max(0.0, until - time.monotonic()))
        if self._passage:
            await self._passage.close()


def _lasting(identity: Identity) -> int:
    """How long a connection is kept, in milliseconds: who comes back shows the certificate that it has then."""
    return int(1000 * max(1.0, min(_LONGEST, (identity.until - time.time()) / 4)))
