"""Runs a service as a process, configured by its environment; SIGTERM and SIGINT let it finish what it does, and end it with 0.

It ends by itself, with 1, where something that it can't work without has ended for good: whoever tends it starts another.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from skerry_runtime.environment import read_files
from skerry_runtime.identity import Door, Identity, IdentityError
from skerry_runtime.privacy import KeyringError
from skerry_runtime.service import apart
from skerry_runtime.service.health import Phase
from skerry_runtime.service.listening import config, door, listening, probed
from skerry_runtime.service.service import Service
from skerry_runtime.store import StoreError
from skerry_runtime.trust.settings import TrustError

log = logging.getLogger("skerry.service")
PREPARE = "prepare"


def main(service: Service, arguments: Sequence[str] | None = None) -> int:
    """Runs it until it is told to stop; the exit code. With the argument `prepare` it brings its database up to date, and ends.
    `arguments` are those of the process, unless they are given.

    Environment: `SKERRY_HOST`, `SKERRY_PORT` (0: one is chosen), `DATABASE_URL`, `SKERRY_READY` (a file, or the number of a
    descriptor, that gets the port once the service is ready, and a line `NAME PORT` for each further one: `grpc`, `plain`), and
    whom it trusts (`skerry_runtime.trust.settings`). With `SKERRY_IDENTITY` (a folder with a certificate) only those are served
    who show one, unless the service is one of `SKERRY_PLAIN`; `SKERRY_HEALTH_PORT` is that of a plain listener for `/health`,
    `/started` and `/ready` then. What is a secret may come as a file (`skerry_runtime.environment`).
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        read_files(os.environ)
        if list(sys.argv[1:] if arguments is None else arguments) == [PREPARE]:
            _prepare(service, _database(service, os.environ))
            return 0
        _prepared(service, _database(service, os.environ))
        return uvloop.run(run(service, os.environ))
    except (StoreError, KeyringError, IdentityError, TrustError, OSError) as error:
        log.critical("%s can't start: %s", service.spec.service, error)
        return 1


async def run(service: Service, environment: Mapping[str, str]) -> int:
    """The same within an event loop."""
    identity = Identity.from_environment(environment)
    if identity is not None:
        log.info("%s is %s", service.spec.service, identity.id)
        identity = identity if service.spec.service not in identity.plain else None
    host = environment.get("SKERRY_HOST", "127.0.0.1")
    probing = environment.get("SKERRY_HEALTH_PORT", "") if identity else ""
    wanted = [int(environment.get("SKERRY_PORT", "8080")), *([int(probing)] if probing else [])]
    with contextlib.ExitStack() as open_:
        sockets = [open_.enter_context(contextlib.closing(listening(host, port))) for port in wanted]
        try:
            await service.start(_database(service, environment))
            if identity:
                service.health.checks["identity"] = identity.check
            server = _Server(config(service, identity), service)
            server.door = door(server, sockets[0], identity) if identity else None
            service.losing = server.leave
            server.should_exit = bool(service.lost)
            probes = await probed(service, sockets[1]) if probing else None
            port, *plain = (each.getsockname()[1] for each in sockets)
            further = dict(zip(("plain",), plain, strict=False))
            _told(environment.get("SKERRY_READY", ""), port, {**service.ports, **further})
            await server.serve(sockets=[] if identity else sockets)
            if probes:
                probes.close()
        finally:
            await service.stop()
    return 1 if service.lost else 0


def _database(service: Service, environment: Mapping[str, str]) -> str:
    return environment.get("DATABASE_URL") or f"sqlite+aiosqlite:///{service.spec.service}.db"


def _prepared(service: Service, url: str) -> None:
    """Has the database prepared by a process that ends with that, where that is possible."""
    if apart.possible():
        try:
            apart.apart(lambda: _prepare(service, url), (StoreError, IdentityError, TrustError, OSError))
        except apart.Failed as error:
            raise StoreError(str(error)) from error
        service.prepared = True


def _prepare(service: Service, url: str) -> None:
    identity = Identity.from_environment(os.environ)
    if identity is not None:
        log.debug(
            "%s prepares its database", identity.id
        )  # without the certificate that it has to have, it begins nothing
    asyncio.run(service.prepare(url))


class _Server(uvicorn.Server):
    """A server that says first that it is not ready any more, and does not die of the signal that stopped it."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service
        self.door: Door | None = None

    async def startup(self, sockets: Any = None) -> None:
        """Serves from now on."""
        await super().startup(sockets)
        if self.door:
            self.door.open()

    async def shutdown(self, sockets: Any = None) -> None:
        """Takes nobody any more, and lets those who are there end."""
        if self.door:
            await self.door.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handles signals while it serves."""
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, self.leave)
        try:
            yield
        finally:
            for each in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(each)

    def leave(self) -> None:
        """Lets those who are there end; told twice, it waits for nobody."""
        self._service.health.phase = Phase.DRAINING
        self.force_exit = self.should_exit
        self.should_exit = True


def _told(where: str, port: int, further: Mapping[str, int]) -> None:
    """Says that it is ready, and at which port; a line `NAME PORT` for each further one."""
    said = f"{port}\n" + "".join(f"{name} {number}\n" for name, number in further.items())
    if where.isdecimal():
        os.write(int(where), said.encode())
    elif where:
        path = Path(where)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.write_text(said)
        new.replace(path)


def found(package: str | Path) -> Service:
    """The service of a package, `module:name` or a folder that is one with `entrypoints/main.py`: its `service`.

    Raises:
        ImportError: there is none.
    """
    path = Path(package)
    if path.is_dir():
        name = _package(path)
        source = path / "src" if (path / "src").is_dir() else path
        sys.path.insert(0, str(source))
        package = f"{name}.entrypoints.main:service"
    module, _, attribute = str(package).partition(":")
    service: Any = getattr(importlib.import_module(module), attribute or "service", None)
    service = service() if callable(service) and not isinstance(service, Service) else service
    if not isinstance(service, Service):
        raise ImportError(f"{package} is no Service")
    return service


def _package(folder: Path) -> str:
    packages = [each.parent.parent.name for each in folder.glob("src/*/entrypoints/main.py")]
    packages += [each.parent.parent.name for each in folder.glob("*/entrypoints/main.py")]
    if len(packages) != 1:
        raise ImportError(f"{folder} has {len(packages)} packages with entrypoints/main.py, and needs one")
    return packages[0]
