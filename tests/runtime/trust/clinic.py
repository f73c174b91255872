"""Four services of the clinic as they are generated, each a server on a port of its own, with the plain gateway and Envoy before them."""

from __future__ import annotations

import asyncio
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import uvicorn
from tests.runtime.gateway.stage import Loop
from tests.runtime.gateway.wire import Answer, ask

from skerry.run.issuer import Issuer
from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.gateway import GRAPHQL, Gateway
from skerry.run.place import Place
from skerry.run.trust import Trust
from skerry.workbench.generate import generate_plan, generate_write
from skerry_runtime.service import Service

CLINIC = Path(__file__).parents[3] / "examples" / "clinic"
SERVICES = ("patient-service", "consent-service", "record-service", "appointment-service")
WAYS = ("direct", "plain", *(["envoy"] if installed() else []))
CHANGED = {
    "auth: { jwt: [patient, front-desk] }": "expose: [rest, grpc, graphql]\n      auth: { public: [], jwt: [patient, front-desk] }",
    "expose: [rest, grpc]": "expose: [rest, grpc, graphql]",
}
PERSON = {
    "name": "Ann", "born": "1980-01-31", "ssn": "078-05-1120",
    "address": {"street": "Elm Street 1", "city": "Salem", "postcode": "97301", "state": "OR"},
}  # fmt: skip


class Asked(ABC):
    """Services that are asked, directly and through gateways."""

    running: Mapping[str, tuple[Service, uvicorn.Server, asyncio.Task[None]]]
    packages: Mapping[str, Path]  # with what the contract says over gRPC

    @abstractmethod
    def url(self, way: str, service: str) -> str:
        """Where a service is asked in one of the ways; `SERVICE.grpc` over gRPC, `supergraph` over all of them."""

    def grpc(self, way: str, service: str) -> int:
        """The port at which it is called over gRPC."""
        return int(self.url(way, f"{service}.grpc").rpartition(":")[2])

    def ask(
        self, way: str, service: str, method: str, path: str, token: str = "", body: Any = None, **headers: str
    ) -> Answer:
        """A request to a service in one of the ways."""
        sent = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        if method in ("PUT", "DELETE"):
            sent["If-Match"] = "*"
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        data = b"" if body is None else json.dumps(body).encode()
        return ask(
            self.url(way, service),
            method,
            path,
            {**sent, **{name.replace("_", "-"): value for name, value in headers.items()}},
            data,
        )


class Clinic(Asked):
    """The clinic, in which anybody may see when a provider is free, and four services answer over gRPC and GraphQL as well."""

    def __init__(self, folder: Path) -> None:
        self.root, self.loop = folder, Loop()
        for each in CLINIC.glob("*.arch.yaml"):
            text = each.read_text()
            for before, after in CHANGED.items():
                text = text.replace(before, after)
            (folder / each.name).write_text(text)
        generate_write(generate_plan(folder, folder))
        self.place = Place.of(folder)
        self.place.make()
        self.issuer = Issuer.opened(self.place, "clinic")
        self.trust = Trust(self.issuer, SERVICES)
        self.running: dict[str, tuple[Service, uvicorn.Server, asyncio.Task[None]]] = {}
        self.urls: dict[str, str] = {}
        self.packages = {each: folder / "services" / each / "src" / each.replace("-", "_") for each in SERVICES}
        self.gateways: dict[str, Any] = {}

    def start(self) -> Clinic:
        self.loop.call(self.trust.start())
        for name in SERVICES:
            self.loop.call(self._serve(name))
        gateway = self.root / "gateway"
        self.gateways["plain"] = Gateway(gateway / "gateway.json", self.place, 0, "", self.trust)
        self.gateways["supergraph"] = Gateway(
            gateway / "supergraph.json", self.place, 0, "", self.trust, "supergraph", GRAPHQL
        )
        if installed():
            self.gateways["envoy"] = Envoy(gateway / "envoy.json", self.place, 0, "", self.trust)
        for each in self.gateways.values():
            self.loop.call(each.start())
        self.urls["supergraph"] = self.gateways["supergraph"].url
        self.place.register({each: [url] for each, url in self.urls.items()})
        return self

    def url(self, way: str, service: str) -> str:
        """Where a service is asked in one of the ways."""
        return self.urls[service] if way == "direct" else str(self.gateways[way].url)

    def stop(self) -> None:
        for each in self.gateways.values():
            self.loop.call(each.stop())
        self.loop.call(self._stopped())
        self.loop.call(self.trust.stop())
        self.loop.close()

    async def _serve(self, name: str) -> None:
        package = self.packages[name]
        sys.path.insert(0, str(package.parent))
        told = {
            "SKERRY_REGISTRY": str(self.place.registry), "SKERRY_BUS": f"sqlite:///{self.place.folder / 'bus.db'}",
            "SKERRY_KEYS": "off", "SKERRY_AUDIT": str(self.place.folder / "audit" / name), "SKERRY_GRPC_PORT": "0",
            **self.trust.environment(name),
        }  # fmt: skip
        with patch.dict("os.environ", told):
            service: Service = import_module(f"{package.name}.entrypoints.main").service()
            await service.start(f"sqlite+aiosqlite:///{self.place.data / name}.db")
        config = uvicorn.Config(service, port=0, lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        self.urls[name] = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        self.urls[f"{name}.grpc"] = f"http://127.0.0.1:{service.ports['grpc']}"
        self.running[name] = service, server, task
        self.place.register({each: [url] for each, url in self.urls.items()})

    async def _stopped(self) -> None:
        for service, server, task in self.running.values():
            server.should_exit = True
            with suppress(asyncio.CancelledError):
                await task
            await service.stop(1.0)

    def made(self, service: str, path: str, token: str, body: Any) -> Mapping[str, Any]:
        """Something that has to be made."""
        found = self.ask("direct", service, "POST", path, token, body)
        assert found.status == 201, found.body
        return dict(found.json)
