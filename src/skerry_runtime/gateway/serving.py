"""Serves as a process: configured by its environment like a service, until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
from pathlib import Path

from aiohttp import web

from skerry_runtime.gateway.server import Server
from skerry_runtime.telemetry import setup


async def served(name: str, server: Server, certified: ssl.SSLContext | None = None) -> None:
    """Serves at `SKERRY_HOST` and `SKERRY_PORT` (0: one is chosen, and written to the file `SKERRY_READY`); over TLS with `certified`."""
    telemetry = setup(name, os.environ.get("SKERRY_INSTANCE", ""), os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", ""))
    runner = web.ServerRunner(server, shutdown_timeout=10.0)
    await runner.setup()
    host, port = os.environ.get("SKERRY_HOST", "127.0.0.1"), int(os.environ.get("SKERRY_PORT", "8080"))
    await web.TCPSite(runner, host, port, backlog=2048, ssl_context=certified).start()
    if ready := os.environ.get("SKERRY_READY", ""):
        draft = Path(f"{ready}.part")
        draft.write_text(f"{runner.addresses[0][1]}\n")
        draft.replace(ready)
    ended = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    await ended.wait()
    await runner.cleanup()
    await asyncio.to_thread(telemetry.close)
