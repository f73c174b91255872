"""Tests of a service: the whole of it in this process, on a database of its own, its bus in memory, other services answering as told."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from anyio.from_thread import BlockingPortal, start_blocking_portal
from pydantic import TypeAdapter

from skerry_runtime.clients.client import INSTEAD, Client
from skerry_runtime.service.service import Service
from skerry_runtime.trust.testing import Issuer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; `key` is the idempotency key of the request."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    key: str = ""

    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


class Tested:
    """A service that runs; requests go to it without a network, in the service's own name where it guards anything: with `token`."""

    __test__ = False  # not a class of tests, whatever its name begins with

    def __init__(self, service: Service, portal: BlockingPortal, issuer: Issuer, token: str = "") -> None:
        self.service, self._portal, self._issuer = service, portal, issuer
        self.token = token or issuer.service(service.spec.service)

    def acting(self, subject: str, *roles: str, **claims: Any) -> Tested:
        """The same service, asked by somebody with these roles; `claims` are what else his token says."""
        return Tested(self.service, self._portal, self._issuer, self._issuer.token(subject, roles, claims))

    def serving(self, service: str) -> Tested:
        """The same service, asked by another one of the system."""
        return Tested(self.service, self._portal, self._issuer, self._issuer.service(service))

    def get(self, path: str, **headers: str) -> Answer:
        """GET."""
        return self.request("GET", path, headers=headers)

    def post(self, path: str, body: Any = None, key: str = "", **headers: str) -> Answer:
        """POST, under a new idempotency key unless one is given."""
        key = key or str(uuid4())
        answer = self.request("POST", path, body, {"idempotency-key": key, **headers})
        return Answer(answer.status, answer.headers, answer.body, key)

    def put(self, path: str, body: Any, **headers: str) -> Answer:
        """PUT, whatever state the thing is in."""
        return self.request("PUT", path, body, {"if-match": "*", **headers})

    def patch(self, path: str, body: Any, **headers: str) -> Answer:
        """PATCH, whatever state the thing is in."""
        told = {"if-match": "*", "content-type": "application/merge-patch+json", "idempotency-key": str(uuid4())}
        return self.request("PATCH", path, body, {**told, **headers})

    def delete(self, path: str, **headers: str) -> Answer:
        """DELETE, whatever state the thing is in."""
        return self.request("DELETE", path, headers={"if-match": "*", "idempotency-key": str(uuid4()), **headers})

    def perform(self, operation: str, key: str = "", **values: Any) -> Answer:
        """An operation by its name, as sagas of other services call it."""
        return self.post(f"/internal/{operation}", values, key)

    def request(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Any request."""
        found: Answer = self._portal.call(self._asked, method, path, body, dict(headers or {}))
        return found

    async def _asked(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        data = b"" if body is None else json.dumps(body).encode()
        told = {"content-length": str(len(data)), **({"content-type": "application/json"} if data else {}), **headers}
        if self.service.spec.trust:
            told.setdefault("authorization", f"Bearer {self.token}")
        bare, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": bare,
            "raw_path": bare.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80), "headers": [(name.lower().encode(), value.encode()) for name, value in told.items()],
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": data, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.service(scope, receive, send)
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], found, b"".join(each.get("body", b"") for each in sent[1:]))


@contextmanager
def tested(make: Callable[[], Service], folder: Path, answers: Mapping[str, Any] | None = None) -> Iterator[Tested]:
    """Runs a service for the length of a block.

    Args:
        make: makes it, when the environment is set.
        folder: an empty folder for its database.
        answers: what other services answer, by `service.operation`, as JSON has it.
    """
    url = f"sqlite+aiosqlite:///{folder / 'test.db'}"
    issuer, sagas = Issuer(folder), f"journal:///{folder / 'sagas.db'}"
    told = {"DATABASE_URL": url, "SKERRY_BUS": "memory://", "SKERRY_SAGAS": sagas, **issuer.environment}
    told |= {"SKERRY_GRPC_PORT": "0", "SKERRY_AUDIT": str(folder / "audit"), "SKERRY_KEYS": _keys(folder)}

    async def instead(client: Client, operation: str, answer: Any) -> Any:
        found = (answers or {}).get(f"{client.service}.{operation}")
        return None if answer is None else TypeAdapter(answer).validate_python(found)

    with start_blocking_portal() as portal:
        with patch.dict("os.environ", told):  # while it starts, and no longer: others run in this process
            before = INSTEAD.set(instead)
            try:
                service = make()
            finally:
                INSTEAD.reset(before)
            portal.call(service.start, url)
        try:
            yield Tested(service, portal, issuer)
        finally:
            portal.call(service.stop)


def _keys(folder: Path) -> str:
    """A keyring for the length of a test; `off` where nothing can be encrypted."""
    if find_spec("cryptography") is None:
        return "off"
    path, keys = folder / "keys.json", [b64encode(os.urandom(32)).decode() for _ in range(3)]
    found = {"schema": "skerry.keys/1", "current": "k1", "keys": {"k1": keys[0]}, "index": keys[1], "audit": keys[2]}
    path.write_text(json.dumps(found))
    path.chmod(0o600)
    return str(path)
