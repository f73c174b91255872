"""An interface without versions.

Why: A change that breaks a caller meets all callers at once, on the day of the release: there is no old version for those who
need time.

Instead: Put a version into the address (`/v1/orders`), a header or the media type from the first day, and let the old one live
for a while beside the new.

When: A service answers at least 2 routes that somebody else uses (another service calls it, a gateway leads to it, or a port of
it is published), and nothing has a version: no path, header, package or document that
declares its own. What a front end answers is for its own pages. Where its code was not read, it is unknown. In
a model an API always has versions, unless its whole interface is a contract file.

Source: Taibi and Lenarduzzi, On the Definition of Microservice Bad Smells, IEEE Software 35(3), 2018 (not having API versioning).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Route
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.gathering import gathered
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING,
    Needs.OBSERVED,
    Confidence.MEDIUM,
    spec=(
        "No API versioning",
        "Use API versioning (URL, header, or content negotiation)",
        "Version APIs from the start",
    ),
)
LEAST = 2
_VERSION = re.compile(r"(?:^|[/.])v\d+(?:[/.]|$)", re.IGNORECASE)
_TECHNICAL = re.compile(
    r"^/(?:health\w*|live\w*|ready\w*|metrics|actuator.*|_healthz|status|ping|error|swagger.*|v\d/api-docs.*|api-docs.*|openapi.*|favicon.*|)$"
)
SOUND = {
    "compose.yaml": """\
services:
  orders: { build: ./orders, ports: ['8080:8080'] }
""",
    "orders/package.json": '{ "name": "orders", "dependencies": { "express": "5" } }\n',
    "orders/server.js": """\
const express = require("express");
const app = express();
app.get("/v1/orders", (request, response) => response.json([]));
app.post("/v1/orders", (request, response) => response.sendStatus(201));
app.listen(8080);
""",
}
BROKEN = {**SOUND, "orders/server.js": SOUND["orders/server.js"].replace("/v1", "")}


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service, or for most of them."""
    side = case.seen
    if side is None:
        return
    found: list[Hit] = []
    asked = 0
    routes: dict[str, list[Route]] = {}
    for route in side.fleet.routes:
        if not _TECHNICAL.match(route.path):
            routes.setdefault(route.node, []).append(route)
    for node in side.services:
        if node.name in side.fronts or side.aside(node):
            continue
        asked += 1
        used = side.fleet.into(node.name) or node.published or side.published(node)
        own = routes.get(node.name, [])
        if not used or side.fleet.has(node.name, "versions-api") or any(_VERSION.search(route.path) for route in own):
            continue
        if len(own) >= LEAST:
            place, others = side.along(own[:3], "and this route")
            what = f"none of the {len(own)} routes of {node.name} has a version"
            found.append(Hit((node.name,), what, place, related=others))
        elif side.silent(node.name):
            yield Unknown((node.name,))
    yield from gathered(side, found, asked, "the routes of {} have no version")
