"""A small service that does what `orders.openapi.yaml` says, and departs from it in the one way that it is told to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

import jsonschema_rs
import yaml

HERE = Path(__file__).parent
DOCUMENT = HERE / "orders.openapi.yaml"
MODEL = HERE / "orders.arch.yaml"
_BODY = jsonschema_rs.validator_for(
    {
        "$ref": "#/components/schemas/CreateOrder",
        "components": yaml.safe_load(DOCUMENT.read_text())["components"],
    }
)
_ROUTES = {
    re.compile(r"/v1/orders"): {"GET": "listed", "POST": "placed"},
    re.compile(r"/v1/orders/([^/]+)"): {"GET": "got", "PUT": "changed", "DELETE": "removed"},
    re.compile(r"/v1/orders/([^/]+)/(confirm|cancel)"): {"POST": "moved"},
    re.compile(r"/v1/orders/([^/]+)/summary"): {"GET": "summarised"},
}
_TRACE = f"00-{1:032x}-{1:016x}-01"
_MOVES = {"confirm": (("pending",), "confirmed"), "cancel": (("pending", "confirmed"), "cancelled")}


class Refused(Exception):
    """A problem to answer with."""

    def __init__(self, status: int, title: str, **headers: str) -> None:
        super().__init__(title)
        self.status, self.headers = status, headers


class Orders:
    """The orders; `planted` names the departure."""

    def __init__(self, planted: str) -> None:
        self.planted = planted
        self.orders: dict[str, dict[str, Any]] = {}
        self.tags: dict[str, int] = {}
        self.answers: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {}
        self.lock = threading.Lock()

    def is_(self, planted: str) -> bool:
        return planted in self.planted.split(", ")

    def new(self, body: dict[str, Any]) -> dict[str, Any]:
        order = {"id": str(uuid4()), **body, "status": "pending"}
        self.orders[order["id"]] = order
        self.tags[order["id"]] = 1
        return order

    def seen(self, order: dict[str, Any]) -> dict[str, Any]:
        shown = dict(order)
        if self.is_("missing field"):
            del shown["status"]
        if self.is_("wrong type"):
            shown["customer"] = 7
        if self.is_("undocumented field"):
            shown["margin"] = 0.4
        return shown

    def tag(self, name: str) -> str:
        return '"1"' if self.is_("constant etag") else f'"{self.tags[name]}"'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer is one packet: two wait for each other
    orders: Orders

    def log_message(self, *_: object) -> None:
        """Nothing is written."""

    def do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.orders.lock:
            try:
                status, headers, value = self.route(body)
            except Refused as refused:
                status, headers = refused.status, refused.headers
                value = {"type": "about:blank", "title": str(refused), "status": status}
                if self.orders.is_("bare errors"):
                    value = {"error": str(refused)}
        self.answer(status, headers, value)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_QUERY = do_HEAD = do

    def answer(self, status: int, headers: dict[str, str], value: Any) -> None:
        data = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        if data:
            media = "application/json" if status < 400 or self.orders.is_("bare errors") else "application/problem+json"
            self.send_header("Content-Type", "text/plain" if self.orders.is_("wrong media") else media)
        if status != 304:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def route(self, body: bytes) -> tuple[int, dict[str, str], Any]:
        path = urlsplit(self.path).path
        for pattern, methods in _ROUTES.items():
            if found := pattern.fullmatch(path):
                if self.command not in methods:
                    raise Refused(405, "Method not allowed", Allow=", ".join(methods))
                if found.groups():
                    self.identifier(found[1])
                answer: tuple[int, dict[str, str], Any] = getattr(self, methods[self.command])(body, *found.groups())
                return answer
        raise Refused(404, "Not found")

    def identifier(self, text: str) -> None:
        try:
            fine = str(UUID(text)) == text.lower()
        except ValueError:
            fine = False
        if not fine:
            raise Refused(400, "The identifier is no UUID")

    def order(self, name: str) -> dict[str, Any]:
        if name not in self.orders.orders:
            raise Refused(418 if self.orders.is_("undocumented code") else 404, "There is no such order")
        return self.orders.orders[name]

    def body(self, data: bytes) -> dict[str, Any]:
        if self.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            raise Refused(415, "Send JSON")
        try:
            value = json.loads(data)
        except ValueError:
            raise Refused(400, "The body is no JSON") from None
        if not _BODY.is_valid(value):
            if self.orders.is_("server error") and self.command == "PUT":
                raise Refused(500, "Boom")
            if not (self.orders.is_("unchecked") and self.command == "POST" and isinstance(value, dict)):
                raise Refused(400, "The body is not an order")
        if self.orders.is_("too strict") and self.command == "PUT" and "note" in value:
            raise Refused(400, "Notes are not taken")
        return dict(value)

    def once(self, data: bytes) -> tuple[str, tuple[int, dict[str, str], Any] | None]:
        """The key, and the answer that it had."""
        key = self.headers.get("Idempotency-Key")
        if key is None or not re.fullmatch("[A-Za-z0-9-]{1,64}", key):
            if not (key is None and self.orders.is_("optional key")):
                raise Refused(400, "Idempotency-Key is missing or malformed")
            key = str(uuid4())
        asked = (self.command, self.path, data)
        if key not in self.orders.answers or self.orders.is_("lost idempotency"):
            return key, None
        before, answer = self.orders.answers[key]
        if before != asked and not self.orders.is_("reused key"):
            raise Refused(422, "The key was used for another request")
        return key, answer  # type: ignore[return-value]

    def kept(self, key: str, data: bytes, answer: tuple[int, dict[str, str], Any]) -> tuple[int, dict[str, str], Any]:
        self.orders.answers[key] = ((self.command, self.path, data), json.loads(json.dumps(answer)))
        return answer

    def listed(self, _: bytes) -> tuple[int, dict[str, str], Any]:
        pairs = parse_qsl(urlsplit(self.path).query, keep_blank_values=True)
        query = dict(pairs)
        if len(query) < len(pairs) or query.keys() - {"limit", "cursor"}:
            raise Refused(400, "A parameter that there is not, or twice")
        limit, cursor = query.get("limit", "50"), query.get("cursor", "0")
        if (
            not re.fullmatch("[0-9]{1,3}", limit, re.ASCII)
            or not 1 <= int(limit) <= 100
            or not re.fullmatch("[0-9]{1,9}", cursor, re.ASCII)
        ):
            raise Refused(400, "limit or cursor is wrong")
        every = [self.orders.seen(order) for order in self.orders.orders.values()]
        size, start = int(limit), int(cursor)
        if self.orders.is_("limit ignored"):
            size = 50
        page, end = every[start : start + size], start + size
        if self.orders.is_("broken pagination") and size < 50:
            end += 1
        if self.orders.is_("overlapping pages") and size < 50:
            end -= 1
        if self.orders.is_("endless pages"):
            return 200, {}, {"items": page, "next": str(end)}
        return 200, {}, {"items": page, **({"next": str(end)} if end < len(every) else {})}

    def placed(self, data: bytes) -> tuple[int, dict[str, str], Any]:
        key, answer = self.once(data)
        body = self.body(data)
        if answer is not None:
            if self.orders.is_("second effect"):
                self.orders.new(body)
            return answer
        order = self.orders.new(body)
        if self.orders.is_("lost write"):
            order["customer"] = "nobody"
            return 201, self.created(order), {**order, **body}
        status = 200 if self.orders.is_("wrong status") else 201
        return self.kept(key, data, (status, self.created(order), self.orders.seen(order)))

    def created(self, order: dict[str, Any]) -> dict[str, str]:
        name = uuid4() if self.orders.is_("wrong location") else order["id"]
        headers = {"Location": f"/v1/orders/{name}", "ETag": self.orders.tag(order["id"])}
        if self.orders.is_("no location"):
            del headers["Location"]
        return headers

    def got(self, _: bytes, name: str) -> tuple[int, dict[str, str], Any]:
        order = self.order(name)
        if not re.fullmatch(
            "[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", self.headers.get("traceparent", _TRACE)
        ):
            raise Refused(400, "traceparent is malformed")
        headers = {"ETag": self.orders.tag(name)}
        if self.headers.get("If-None-Match") == headers["ETag"] and not self.orders.is_("always sent"):
            return 304, headers, None
        return 200, headers, self.orders.seen(order)

    def changed(self, data: bytes, name: str) -> tuple[int, dict[str, str], Any]:
        body = self.body(data)
        order = self.order(name)
        match = self.headers.get("If-Match")
        if match is None and not self.orders.is_("unguarded write"):
            raise Refused(428, "If-Match is missing")
        if match is not None and not re.fullmatch('(W/)?"[^"]*"', match):
            raise Refused(400, "If-Match is no ETag")
        if match is not None and match != self.orders.tag(name) and not self.orders.is_("stale write"):
            raise Refused(412, "The order has changed")
        self.orders.orders[name] = {"id": name, **body, "status": order["status"]}
        self.orders.tags[name] += 1
        return 200, {"ETag": self.orders.tag(name)}, self.orders.seen(self.orders.orders[name])

    def removed(self, _: bytes, name: str) -> tuple[int, dict[str, str], Any]:
        self.order(name)
        if not self.orders.is_("kept after deletion"):
            del self.orders.orders[name]
        return 204, {}, None

    def moved(self, data: bytes, name: str, verb: str) -> tuple[int, dict[str, str], Any]:
        key, answer = self.once(data)
        order = self.order(name)
        if answer is not None:
            return answer
        sources, target = _MOVES[verb]
        if order["status"] not in sources and not self.orders.is_("any state"):
            raise Refused(409, f"It is {order['status']}")
        if self.orders.is_("no transition"):
            raise Refused(409, "Never")
        order["status"] = target
        self.orders.tags[name] += 1
        return self.kept(key, data, (200, {}, self.orders.seen(order)))

    def summarised(self, _: bytes, name: str) -> tuple[int, dict[str, str], Any]:
        end = {"Deprecation": "@1767225600", "Sunset": "Thu, 31 Dec 2026 23:59:59 GMT"}
        if self.orders.is_("no sunset"):
            del end["Sunset"]
        return 200, end, {"text": self.order(name)["customer"]}


@contextmanager
def running(planted: str = "") -> Iterator[str]:
    """The address of a running service."""
    handler = type("Planted", (Handler,), {"orders": Orders(planted)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
