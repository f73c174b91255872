"""A table of routes with one of everything."""

from __future__ import annotations

from typing import Any

LIMIT = 5
PROBLEMS = "https://problems.example/shop"
ORIGIN = "https://shop.example"
MEDIA = "application/vnd.shop.letter.{}+json"


def route(service: str, method: str, path: str, version: str = "v1", **more: Any) -> dict[str, Any]:
    found = {"service": service, "version": version, "by": "url", "method": method, "path": path, "timeout": 10.0}
    return {**found, "operation": "x", "short": True, **more}


def table() -> dict[str, Any]:
    routes = [
        route("order", "POST", "/v1/orders"),
        route("order", "GET", "/v1/orders"),
        route("order", "GET", "/v1/orders/{id}"),
        route("order", "DELETE", "/v1/orders/{id}"),
        route("order", "GET", "/v1/orders/{id}/items/{item}"),
        route("order", "GET", "/v1/orders/newest"),
        route("order", "GET", "/v1/slow", timeout=1.0),
        route("order", "POST", "/v2/orders", "v2"),
        route("order", "GET", "/v1/things", short=False),
        route("stock", "GET", "/v1/things", short=False),
        route("stock", "GET", "/v1/stock"),
        route("stock", "POST", "/v1/stock"),
        route("try", "GET", "/v1/try"),
        route("biscuit", "GET", "/v1/biscuit"),
        route("limit", "GET", "/v1/limit"),
        route("limit", "GET", "/v1/limit/{id}"),
        route("head", "GET", "/heads/{id}", "v1", by="header"),
        route("head", "GET", "/heads/{head}", "v2", by="header", timeout=1.0),
        route("head", "GET", "/{tenant}/heads", "v1", by="header"),
        route("head", "GET", "/old", "v1", by="header"),
        route("letter", "GET", "/letters", "v1", by="media-type", media=MEDIA.format("v1")),
        route("letter", "GET", "/letters", "v2", by="media-type", media=MEDIA.format("v2"), timeout=1.0),
    ]
    canary = {"shares": {"v2": 10.0}}
    services: dict[str, Any] = {
        "order": {"newest": "v2", "breaker": {"after": 5, "pause": 10.0}},
        "stock": {"newest": "v1"},
        "try": {"newest": "v2", "canary": {**canary, "when": {"part": "header", "name": "version", "value": "canary"}}},
        "biscuit": {"newest": "v2", "canary": {**canary, "when": {"part": "cookie", "name": "beta", "value": "yes"}}},
        "limit": {"newest": "v1", "rate": {"limit": LIMIT, "window": 60}},
        "head": {"newest": "v2"},
        "letter": {"newest": "v2"},
        "search": {"whole": True},
    }
    cors = {
        "origins": [ORIGIN], "methods": ["DELETE", "GET", "POST"], "headers": ["Content-Type", "Idempotency-Key"],
        "expose": ["ETag", "X-Request-Id"], "max_age": 600,
    }  # fmt: skip
    return {
        "schema": "skerry.gateway/1", "system": "shop", "problems": PROBLEMS, "routes": routes, "services": services,
        "cors": cors,
    }  # fmt: skip
