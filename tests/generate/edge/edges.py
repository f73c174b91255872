"""The table with one of everything, as a cluster would have it; and what the plain gateway does with a request."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st
from tests.runtime.gateway.tables import MEDIA, ORIGIN, table

from skerry.generate.edge.values import Backend, Edge, settled
from skerry.model.system import Tokens
from skerry_runtime.gateway.router import BadPath, Matched, Router
from skerry_runtime.gateway.table import Table

HERE = Path(__file__)
SHARED = next((each for up in (4, 5) if (each := HERE.parents[up] / "shared" / "schemas").is_dir()), HERE / "nowhere")
with_schemas = pytest.mark.skipif(not SHARED.is_dir(), reason="schemas of other projects are not beside this checkout")
TOKENS = Tokens("https://login.example", "https://login.example/keys", "shop")


def everything() -> dict[str, Any]:
    """The table of the gateways' tests, with names that are told apart, roles, gRPC, and a page that may call."""
    found = settled(table())
    for number, each in enumerate(found["routes"]):
        each["operation"] = f"x{number}"
    found["routes"][1]["timeout"] = 150.5
    for each in found["routes"]:
        if each["service"] == "stock":
            each["roles"] = ["clerk", "owner"] if each["method"] == "POST" else []
    found["cors"]["origins"] = [ORIGIN]
    found["grpc"] = [{"name": "shop.order.v1.OrderService", "service": "order", "timeout": 2.0}]
    found["services"]["order"]["mtls"] = True
    found["problems"] = "https://problems.example"
    return found


def edge_of(found: dict[str, Any], host: str = "shop.example") -> Edge:
    """That table in a cluster, where services with canaries have a Service for each version."""
    backends = {
        name: Backend(8080, 50051, f"{name}-v1-only" if policy.get("canary") else "")
        for name, policy in found["services"].items()
    }
    return Edge("shop", "gateways", host, found, backends, TOKENS)


TABLE = everything()
EDGE = edge_of(TABLE)
PLAIN = Router(msgspec.convert(TABLE, Table))

SEGMENTS = (
    "v1", "v2", "orders", "things", "stock", "order", "head", "heads", "letters", "old", "search", "internal", "INTERNAL",
    "7", "newest", "items", "slow", "limit", "",
)  # fmt: skip
PATHS = st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=5).map(lambda parts: "/" + "/".join(parts))
KNOWN = st.sampled_from([each["path"].replace("{", "").replace("}", "") for each in TABLE["routes"]])
NAMED = st.builds(lambda name, path: f"/{name}{path}", st.sampled_from(list(TABLE["services"])), KNOWN)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "DELETE", "PUT"])
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "API-Version": st.sampled_from(["v1", "v2", "v9"]),
        "Accept": st.sampled_from(["*/*", MEDIA.format("v1"), MEDIA.format("v2")]),
        "Version": st.sampled_from(["canary", "v1"]),
        "Cookie": st.sampled_from(["a=1; beta=yes", "beta=no"]),
    },
)


def plain(method: str, path: str, headers: dict[str, str]) -> tuple[str, str, int] | None:
    """The service, the path there and the milliseconds it has; None where nothing is let through."""
    try:
        found = PLAIN.find(method, path, headers)
    except BadPath:
        return None
    return (found.service, found.path, round(found.timeout * 1000)) if isinstance(found, Matched) else None


def cleaned(path: str) -> str:
    """A path as every gateway has it before it looks for a route."""
    return re.sub(r"/{2,}", "/", path)
