"""Attributes of spans, by the semantic conventions of OpenTelemetry: those of today and those before."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from skerry.formats.spans import Attributes, Span, first

PEER = ("peer.service", "service.peer.name")
_HOST = ("server.address", "net.peer.name", "peer.hostname", "http.host", "net.sock.peer.name")
_URL = ("url.full", "http.url")
STORE = ("db.system.name", "db.system", "db.type")
DATABASE = ("db.namespace", "db.name", "db.instance")
TABLE = ("db.collection.name", "db.sql.table", "db.mongodb.collection", "db.cassandra.table")
STATEMENT = ("db.operation.name", "db.operation", "db.query.summary", "db.query.text", "db.statement")
MESSAGING = ("messaging.system",)
TOPIC = ("messaging.destination.template", "messaging.destination.name", "messaging.destination")
RPC = ("rpc.system.name", "rpc.system")
METHOD = ("http.request.method", "http.method")
ROUTE = ("http.route",)

_ADDRESS = re.compile(r"^[\d.]+$|^\[?[0-9a-fA-F]*:[0-9a-fA-F:]*\]?$|^localhost$")
_DELIVERY = "process|receive|deliver|publish|send|create|settle"
_SPAN = re.compile(
    rf"^(?:(?P<after>\S+) (?:{_DELIVERY})|(?:{_DELIVERY}) (?P<before>\S+))$"
)  # `orders process`, `process orders`
_ENTRY = re.compile(r"^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/\S*)$")


def peer(span: Span) -> str:
    """Whom a client speaks to, by name; '' where only an address of the network is known."""
    if named := first(span.attributes, PEER):
        return named
    host = first(span.attributes, _HOST).partition(":")[0] or _host(first(span.attributes, _URL))
    return "" if _ADDRESS.match(host) else host


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def topic(span: Span) -> str:
    """Where a message goes or comes from: as an attribute, else in the span's name."""
    if named := first(span.attributes, TOPIC):
        return named
    found = _SPAN.match(span.name)
    return (found["after"] or found["before"]) if found else ""


def mode(attributes: Attributes) -> str:
    """What is done to data: `read`, `write`, or `use`."""
    verb = first(attributes, STATEMENT).lstrip("( \n").partition(" ")[0].lower()
    if verb in {"select", "find", "get", "query", "aggregate", "count", "scan", "hget", "mget", "getitem"}:
        return "read"
    writes = {"insert", "update", "delete", "upsert", "merge", "replace", "set", "del", "hset", "putitem", "save"}
    return "write" if verb in writes else "use"


def entry(span: Span) -> tuple[str, str] | None:
    """Method and path of what a server answered: a route, never an address with the values of one request."""
    attributes = span.attributes
    if first(attributes, RPC):
        service, method = first(attributes, ("rpc.service",)), first(attributes, ("rpc.method",))
        return ("RPC", f"/{service}/{method}" if service and "/" not in method else f"/{method.lstrip('/')}")
    if route := first(attributes, ROUTE):
        return first(attributes, METHOD).upper() or "ANY", f"/{route.lstrip('/')}"
    found = _ENTRY.match(span.name)
    return (found[1], found[2]) if found and "?" not in found[2] else None
