"""Both gateways lead any request to the same place: Envoy's routes, tried in order, against the plain gateway's router."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.runtime.gateway.tables import MEDIA, table

from skerry.generate.gateway.envoy import bootstrap
from skerry_runtime.gateway.router import BadPath, Matched, Router
from skerry_runtime.gateway.table import Table

TABLE = table()
PLAIN = Router(msgspec.convert(TABLE, Table))
(LISTENER,) = bootstrap(TABLE)["static_resources"]["listeners"]
MANAGER = LISTENER["filter_chains"][0]["filters"][0]["typed_config"]
ROUTES = MANAGER["route_config"]["virtual_hosts"][0]["routes"]

SEGMENTS = (
    "v1", "v2", "orders", "things", "stock", "order", "head", "heads", "letters", "old", "search", "internal", "INTERNAL", "%69nternal",
    "7", "newest", "items", "slow", "limit", "",
)  # fmt: skip
PATHS = st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=5).map(lambda parts: "/" + "/".join(parts))
KNOWN = st.sampled_from([each["path"].replace("{", "").replace("}", "") for each in TABLE["routes"]])
NAMED = st.builds(lambda name, path: f"/{name}{path}", st.sampled_from(list(TABLE["services"])), KNOWN)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS"])
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "API-Version": st.sampled_from(["v1", "v2", "v9"]),
        "Accept": st.sampled_from(["*/*", MEDIA.format("v1"), MEDIA.format("v2")]),
    },
)


def envoys(method: str, path: str, headers: dict[str, str]) -> Any:
    """What Envoy would do: the service with the path there and the time it has, the status, or the methods."""
    path = re.sub(r"/{2,}", "/", path).replace("%69", "i")  # Envoy itself undoes what need not be escaped
    given_ = {":method": method, **{name.lower(): value for name, value in headers.items()}}
    route = next(each for each in ROUTES if _fits(each["match"], path, given_))
    if "direct_response" in route:
        allowed = [
            each["header"]["value"]
            for each in route.get("response_headers_to_add", ())
            if each["header"]["key"] == "Allow"
        ]
        return frozenset(allowed[0].split(", ")) if allowed else None
    rewrite = route["route"]["regex_rewrite"]
    inner = re.sub(rewrite["pattern"]["regex"], rewrite["substitution"], path, count=1)
    return route["metadata"]["filter_metadata"]["skerry"]["service"], inner, float(route["route"]["timeout"][:-1])


def _fits(match: dict[str, Any], path: str, headers: dict[str, str]) -> bool:
    if "safe_regex" in match:
        fits = bool(re.fullmatch(match["safe_regex"]["regex"], path))
    elif "path_separated_prefix" in match:
        fits = path == match["path_separated_prefix"] or path.startswith(match["path_separated_prefix"] + "/")
    else:
        fits = path.startswith(match["prefix"])
    return fits and all(_header(each, headers.get(each["name"])) for each in match.get("headers", ()))


def _header(wanted: dict[str, Any], found: str | None) -> bool:
    if found is None:
        return False
    if wanted.get("present_match"):
        return True
    if "range_match" in wanted:
        return int(wanted["range_match"]["start"]) <= int(found) < int(wanted["range_match"]["end"])
    (kind, value), *_ = wanted["string_match"].items()
    if kind == "safe_regex":
        return bool(re.fullmatch(value["regex"], found))
    return value in found if kind == "contains" else value == found


@settings(max_examples=300, deadline=None)
@given(METHODS, PATHS | KNOWN | NAMED, HEADERS)
@example("GET", "/search/v1/%69nternal", {})
@example("GET", "/limit/heads", {})
@example("GET", "/head/heads", {})
@example("GET", "/search/heads", {})  # a whole service, and a path of another that begins with a parameter
@example("GET", "/head/head/heads", {})
def test_both_lead_to_the_same_place(method: str, path: str, headers: dict[str, str]):
    try:
        plain = PLAIN.find(method, path, headers)
    except BadPath:
        return
    found = (plain.service, plain.path, plain.timeout) if isinstance(plain, Matched) else plain
    assert envoys(method, path, headers) == found
