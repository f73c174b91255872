"""The clinic's patient service as processes, each with another part of what guards it, all of the same generated code."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from uuid import uuid4

from benchmarks.asked import Message, Server, message, once
from skerry.run import keyring
from skerry.workbench.prepare import prepare
from skerry_runtime.identity import contexts
from skerry_runtime.identity.authority import Authority
from skerry_runtime.identity.files import Files
from skerry_runtime.identity.spiffe import SpiffeId
from skerry_runtime.trust.testing import Issuer

ROOT = Path(__file__).parents[1]
SERVICE = "patient-service"
MEANT = SpiffeId("clinic.local", "clinic", SERVICE)
PERSON = {
    "name": "Ada", "born": "1815-12-10", "ssn": "123-45-6789",
    "address": {"street": "s", "city": "c", "postcode": "p", "state": "LN"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guards:
    """What is on. `row`: the token is the patient's own, so that the grant's condition is held against the row."""

    tracing: bool = False
    trust: bool = False
    mtls: bool = False
    sealed: bool = False
    audit: bool = False
    row: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A running service, and the requests that it is asked."""

    server: Server
    get: Message
    post: Message

    def asks(self, what: str) -> Message:
        """GET: always the same row; POST: a new one, under a new key."""
        return self.get if what == "GET" else self.post


class Clinic:
    """Starts the service as often as one wants; all its processes end with the block of `clinic`."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self._folder, self._endpoint, self._issuer = folder, endpoint, Issuer(folder)
        self._source = copytree(ROOT / "examples" / "clinic", folder / "clinic") / "services" / SERVICE
        prepare(folder / "clinic")
        self._identities = folder / "identity"
        Authority(self._identities, MEANT.trust, MEANT.namespace).issue([SERVICE, "gateway"])
        self.processes: list[subprocess.Popen[bytes]] = []

    def started(self, name: str, on: Guards) -> Way:
        """A process of the service with these guards, and one patient in it."""
        folder = self._folder / name.replace(" ", "-")
        service = copytree(self._source, folder / "service")
        path = next(service.glob("src/*/service.json"))
        said = json.loads(path.read_text())
        said["audit"]["log"] = "all" if on.audit else "none"
        path.write_text(json.dumps(said))
        told = {**os.environ, **self._environment(folder, on)}
        command, quiet = [sys.executable, "-m", "skerry_runtime.service", str(service)], subprocess.DEVNULL
        process = subprocess.Popen(command, env=told, cwd=folder, stdout=quiet, stderr=quiet)
        self.processes.append(process)
        ready = folder / "ready"
        while not ready.exists():
            if process.poll() is not None:
                raise RuntimeError(f"the service with {name} did not start: it ended with {process.returncode}")
            time.sleep(0.05)
        tls = contexts.client(Files.within(self._identities / "gateway"), MEANT) if on.mtls else None
        return self._way(Server(process.pid, int(ready.read_text().split()[0]), tls), on)

    def _environment(self, folder: Path, on: Guards) -> Mapping[str, str]:
        return {
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/patients.db", "SKERRY_READY": str(folder / "ready"), "SKERRY_PORT": "0",
            "SKERRY_GRPC_PORT": "0", "SKERRY_AUDIT": str(folder / "audit"), "SKERRY_TRUST": "on" if on.trust else "off",
            "SKERRY_KEYS": str(keyring.kept(folder / "keys.json")) if on.sealed else "off", **self._issuer.environment,
            **({"SKERRY_IDENTITY": str(self._identities / SERVICE)} if on.mtls else {}),
            **({"OTEL_EXPORTER_OTLP_ENDPOINT": self._endpoint} if on.tracing else {}),
        }  # fmt: skip

    def _way(self, server: Server, on: Guards) -> Way:
        desk = self._shown(on, "desk-7", "front-desk")
        body, kind = json.dumps(PERSON).encode(), {"Content-Type": "application/json"}
        trace = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}

        def post() -> bytes:
            return message("POST", "/v1/patients", {**kind, **trace, **desk, "Idempotency-Key": str(uuid4())}, body)

        key = json.loads(asyncio.run(once(server, post())))["id"]
        shown = self._shown(on, key, "patient", patientId=key) if on.row else desk
        get = message("GET", f"/v1/patients/{key}", {**trace, **shown})
        return Way(server, lambda: get, post)

    def _shown(self, on: Guards, subject: str, role: str, **claims: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._issuer.token(subject, [role], claims)}"} if on.trust else {}


@contextmanager
def clinic(folder: Path, endpoint: str) -> Iterator[Callable[[str, Guards], Way]]:
    """Starts services; `endpoint` is where those with tracing send it."""
    found = Clinic(folder, endpoint)
    try:
        yield found.started
    finally:
        for each in found.processes:
            each.kill()
        for each in found.processes:
            each.wait()
