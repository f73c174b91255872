"""The same clinic behind doors: whoever wants in shows a certificate, over REST, GraphQL and gRPC; and gateways that show one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from tests.runtime.identity.papers import NAMESPACE, TRUST, WRONG, Papers
from tests.runtime.identity.tunnel import Tunnel
from tests.runtime.trust.clinic import SERVICES, Asked, Clinic

from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.gateway import GRAPHQL, Gateway
from skerry.run.parts.identities import Identities, Names
from skerry.run.parts.part import Part
from skerry.run.place import Place
from skerry_runtime.faces.grpc.server import Server
from skerry_runtime.identity import Door, Identity
from skerry_runtime.service.listening import config, door, listening

NONE, OTHER, RIGHT = "no certificate", "another service", "the right one"


class Doors:
    """The doors of each service of a clinic, beside those without certificates: to one store, with one audit log."""

    def __init__(self, clinic: Clinic, papers: Papers) -> None:
        self.clinic, self.urls = clinic, dict[str, str]()
        self._open: list[tuple[Door, uvicorn.Server, asyncio.Task[None], Server]] = []
        for name in SERVICES:
            clinic.loop.call(self._opened(name, Identity(papers.wary(name), pause=0.0)))

    def close(self) -> None:
        """Closes them."""
        self.clinic.loop.call(self._closed())

    async def _opened(self, name: str, identity: Identity) -> None:
        service, _, _ = self.clinic.running[name]
        server, socket = uvicorn.Server(config(service, identity)), listening("127.0.0.1", 0)
        task = asyncio.create_task(server.serve(sockets=[]))
        while not server.started:
            await asyncio.sleep(0.01)
        rest = door(server, socket, identity)
        rest.open()
        spoken = Server(service, self.clinic.packages[name] / "grpc.json", identity)
        await spoken.start("127.0.0.1", 0)
        self.urls |= {
            name: f"https://127.0.0.1:{socket.getsockname()[1]}",
            f"{name}.grpc": f"https://127.0.0.1:{spoken.port}",
        }
        self._open.append((rest, server, task, spoken))

    async def _closed(self) -> None:
        for rest, server, task, spoken in self._open:
            await rest.close()
            server.should_exit = True
            await task
            await spoken.stop(1.0)


class Certified(Asked):
    """Callers and gateways that show a certificate of one kind, before the doors of a clinic."""

    def __init__(self, doors: Doors, papers: Papers, kind: str, folder: Path, *, gateways: bool = True) -> None:
        self.clinic, self._doors, self._papers = doors.clinic, doors, papers
        self.running, self.packages = self.clinic.running, self.clinic.packages
        self._shown = self._certificate(kind)
        self._tunnels, self._direct = ExitStack(), dict[str, str]()
        for name, url in doors.urls.items():
            meant, spoken = Papers.name(name.removesuffix(".grpc")), "h2" if name.endswith(".grpc") else ""
            tunnel = Tunnel(self.clinic.loop, urlsplit(url).port or 0, self._shown, meant, spoken)
            self._direct[name] = f"http://127.0.0.1:{self._tunnels.enter_context(tunnel)}"
        self.place = Place(folder)
        self.place.make()
        self.gateways: Mapping[str, Part] = self._gateways() if gateways else {}
        self.clinic.loop.call(_all(each.start() for each in self.gateways.values()))
        if gateways:
            self.place.register(
                {name: [url] for name, url in {**doors.urls, "supergraph": self.url("supergraph", "")}.items()}
            )

    def close(self) -> None:
        """Ends all of it."""
        self.clinic.loop.call(_all(each.stop() for each in self.gateways.values()))
        self._tunnels.close()

    def url(self, way: str, service: str) -> str:
        """Where a service is asked in one of the ways."""
        return self._direct[service] if way == "direct" else str(self.gateways[way].url)

    def _certificate(self, kind: str) -> Path | None:
        if kind == NONE:
            return None
        if kind in WRONG:
            return self._papers.wrong(kind, "gateway")
        return self._papers.right("billing-service" if kind == OTHER else "gateway")

    def _gateways(self) -> dict[str, Part]:
        at, trust, shown = self.clinic.root / "gateway", self.clinic.trust, self._shown
        told = {"SKERRY_IDENTITY": str(shown), "SKERRY_PLAIN": "supergraph"} if shown else {}
        found: dict[str, Part] = {
            "plain": Gateway(at / "gateway.json", self.place, 0, "", trust, identity=told),
            "supergraph": Gateway(
                at / "supergraph.json", self.place, 0, "", trust, "supergraph", GRAPHQL, identity=told
            ),
        }
        if installed():
            found["envoy"] = Envoy(at / "envoy.json", self.place, 0, "", trust, _Shown(shown) if shown else None)
        return found


async def _all(jobs: Iterable[Coroutine[Any, Any, Any]]) -> None:
    await asyncio.gather(*jobs)


class _Shown(Identities):
    """The certificate in this folder, whatever it is, for the gateway."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder.parent, Names(TRUST, NAMESPACE, ["gateway"]), folder)
        self._shown = folder

    def of(self, service: str) -> Path:
        """Where it lies."""
        return self._shown
