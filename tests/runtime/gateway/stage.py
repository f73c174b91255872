"""A gateway with services behind it: real processes and ports, told of each other by files, as `skerry run` does."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web
from tests.runtime.gateway.wire import Answer, Headers, ask

from skerry.generate.gateway.envoy import bootstrap, lines
from skerry.run.parts.part import Part
from skerry.run.place import Place

T = TypeVar("T")
Make = Callable[[Path, Place, str], Part]


class Loop:
    """An event loop in a thread that lives as long as what was started in it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def call(self, job: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(job, self._loop).result(120)

    def close(self) -> None:
        self.call(_cancelled())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


async def _cancelled() -> None:
    """Ends what is still under way: requests that were cut off."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class Upstream:
    """A service that says what it was asked, and misbehaves when it is told to in the query."""

    def __init__(self, name: str, loop: Loop) -> None:
        self.name, self._loop = name, loop
        self.seen: list[dict[str, Any]] = []
        self._runner: web.ServerRunner | None = None
        self.url = ""

    def start(self) -> Upstream:
        self._loop.call(self._start())
        return self

    def stop(self) -> None:
        if self._runner:
            self._loop.call(self._runner.cleanup())
            self._runner = None

    async def _start(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._serve, max_field_size=65_536), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        told = request.query
        said = {
            "name": self.name, "method": request.method, "path": request.raw_path,
            "headers": [(key.lower(), value) for key, value in request.headers.items()],
            "body": len(await request.read()),
        }  # fmt: skip
        self.seen.append(said)
        if "sleep" in told:
            await asyncio.sleep(float(told["sleep"]))
        if len(self.seen) <= int(told.get("cut", "0")) and request.transport:
            request.transport.abort()
        if "large" in told:
            return web.Response(body=b"x" * int(told["large"]))
        status = int(told.get("status", "200"))
        headers = {"ETag": '"7"', "Connection": "X-Hop", "X-Hop": "mine", "Retry-After": "77"}
        return web.json_response(said, status=status, headers=headers)


class Stage:
    """The gateway under test, started with a table of routes, and its services."""

    def __init__(self, folder: Path, table: dict[str, Any], make: Make, telemetry: str = "") -> None:
        self.loop, self.place = Loop(), Place(folder / "run")
        self.place.make()
        self.services: dict[str, list[Upstream]] = {}
        folder.mkdir(exist_ok=True)
        (folder / "gateway.json").write_text(json.dumps(table))
        (folder / "envoy.json").write_text(lines(bootstrap(table)))
        self.part = make(folder, self.place, telemetry)

    def start(self) -> Stage:
        self.register()
        self.loop.call(self.part.start())
        return self

    def stop(self) -> None:
        self.loop.call(self.part.stop())
        for each in self.all():
            each.stop()
        self.loop.close()

    def restart(self) -> None:
        self.loop.call(self.part.stop())
        self.loop.call(self.part.start())

    def all(self) -> list[Upstream]:
        return [each for several in self.services.values() for each in several]

    def serve(self, name: str, count: int = 1) -> list[Upstream]:
        """Starts so many instances of a service or a deployment; tells nobody yet."""
        self.services[name] = [Upstream(f"{name}.{at}", self.loop).start() for at in range(count)]
        return self.services[name]

    def register(self, **other: list[str]) -> None:
        """Tells the gateway where all are; `other` replaces addresses, underscores for what names can't have here."""
        known = {name: [each.url for each in several if each.url] for name, several in self.services.items()}
        self.place.register({**known, **{name.replace("_at_", "@"): urls for name, urls in other.items()}})

    def ask(self, method: str, path: str, headers: Headers = (), body: bytes = b"") -> Answer:  # type: ignore[assignment]
        return ask(self.part.url, method, path, headers, body)

    def clear(self) -> None:
        for each in self.all():
            each.seen.clear()

    def until(
        self, method: str, path: str, wanted: Callable[[Answer], bool], limit: float = 15.0
    ) -> tuple[Answer, float]:
        """Asks until the answer is as wanted; how many seconds that took."""
        began = time.monotonic()
        while True:
            found = self.ask(method, path)
            took = time.monotonic() - began
            if wanted(found) or took > limit:
                assert wanted(found), f"after {took:.1f} s still {found.status}: {found.body[:300]!r}"
                return found, took
            time.sleep(0.02)
