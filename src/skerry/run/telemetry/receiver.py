"""An OTLP receiver over HTTP on the loopback interface: `/v1/traces`, `/v1/logs` and `/v1/metrics`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from aiohttp import web

from skerry.run.telemetry.measured import points
from skerry.run.telemetry.received import Unreadable, records, spans
from skerry.run.telemetry.store import Store

_LARGEST = 16 * 1024 * 1024
_WAITING = 64 * 1024 * 1024  # bytes that wait to be written; what comes then is refused, and the exporter tries again


class Receiver:
    """Takes exports at once and writes them in a thread, in the order in which they came."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._runner: web.AppRunner | None = None
        self._queue: asyncio.Queue[tuple[int, Callable[[], None]]] = asyncio.Queue()
        self._held = 0
        self._writing: asyncio.Task[None] | None = None
        self.url = ""

    async def start(self) -> None:
        """Listens on a port that is free."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post("/v1/traces", self._traces)
        app.router.add_post("/v1/logs", self._logs)
        app.router.add_post("/v1/metrics", self._metrics)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._writing = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Writes what has come, and closes."""
        if self._runner:
            await self._runner.cleanup()
        await self.flushed()
        if self._writing:
            self._writing.cancel()
        self._store.close()

    async def flushed(self) -> None:
        """Waits until everything that has come is written."""
        await self._queue.join()

    async def _traces(self, request: web.Request) -> web.Response:
        return await self._take(request, spans, self._store.add_spans)

    async def _logs(self, request: web.Request) -> web.Response:
        return await self._take(request, records, self._store.add_records)

    async def _metrics(self, request: web.Request) -> web.Response:
        return await self._take(request, points, self._store.add_points)

    async def _take(self, request: web.Request, read: Callable[..., Any], add: Callable[[Any], None]) -> web.Response:
        body, as_json = await request.read(), request.content_type == "application/json"
        if self._held + len(body) > _WAITING:
            return web.json_response({"message": "too much at once"}, status=503, headers={"Retry-After": "1"})
        try:
            found = read(body, as_json=as_json)
        except Unreadable as error:
            return web.json_response({"message": str(error)}, status=400)
        self._held += len(body)
        self._queue.put_nowait((len(body), lambda: add(found)))
        return _answer(request)

    async def _write(self) -> None:
        while True:
            size, job = await self._queue.get()
            with contextlib.suppress(Exception):  # a full disk must not end the system that is watched
                await asyncio.to_thread(job)
            self._held -= size
            self._queue.task_done()


def _answer(request: web.Request) -> web.Response:
    """An empty export response, in the encoding of the request."""
    if request.content_type == "application/json":
        return web.json_response({})
    return web.Response(body=b"", content_type="application/x-protobuf")
