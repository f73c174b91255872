"""Envoy's routes, in the order in which they are tried: what is never let through, what is, wrong methods, nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from skerry.generate.gateway.envoy.bounds import LARGEST_BODY, PATIENCE, TRIES, seconds, typed
from skerry.generate.gateway.envoy.clusters import grpc_cluster
from skerry.generate.gateway.envoy.places import Place, methods, places, quoted
from skerry.generate.gateway.envoy.trust import needed

Object = dict[str, Any]
_UNHELD = {"envoy.filters.http.buffer": typed("envoy.extensions.filters.http.buffer.v3.BufferPerRoute", disabled=True)}
_KEY = {"name": "idempotency-key", "present_match": True}


def virtual_host(table: Object) -> Object:
    """The one host, for whatever name it is called by."""
    all_ = places(table["routes"])
    services: Mapping[str, Object] = table["services"]
    found: Object = {
        "name": table["system"],
        "domains": ["*"],
        "retry_policy": _retries("connect-failure,refused-stream"),
        "routes": [
            _too_large(),
            *_health(),
            _never(services),
            *(_procedures(each, services[each["service"]]) for each in table.get("grpc", ())),
            *(route for name, policy in services.items() if policy.get("whole") for route in _whole(name, policy)),
            *(route for place in all_ for route in _place(place, services[place.service])),
            *_preflight(table["cors"], services),
            *(_wrong_method(place, all_) for place in all_),
            {"name": "nothing", "match": {"prefix": "/"}, "direct_response": {"status": 404}},
        ],
    }
    return found | _cors(table["cors"])


def _too_large() -> Object:
    """Said before any of it is read."""
    length = {"name": "content-length", "range_match": {"start": str(LARGEST_BODY + 1), "end": str(2**63 - 1)}}
    return {
        "name": "too large",
        "match": {"prefix": "/", "headers": [length]},
        "direct_response": {"status": 413},
        "typed_per_filter_config": _UNHELD,
        "response_headers_to_add": [_set("Connection", "close")],
    }


def _health() -> Iterator[Object]:
    yield {
        "name": "health",
        "match": {"safe_regex": {"regex": "/(?:health|ready|started)"}},
        "direct_response": {"status": 200, "body": {"inline_string": '{"status": "pass"}'}},
        "response_headers_to_add": [_set("Content-Type", "application/json")],
    }


def _never(services: Iterable[str]) -> Object:
    named = "|".join(quoted(each) for each in services)
    return {
        "name": "internal",
        "match": {"safe_regex": {"regex": f"(?:/(?:{named}))?/(?i:internal)(?:/.*)?"}},
        "direct_response": {"status": 404},
    }


def _place(place: Place, policy: Object) -> Iterator[Object]:
    match = {"safe_regex": {"regex": place.regex}}
    for method, several in place.methods.items():
        newest = several[0]
        told = [(route, [_version(route)]) for route in several[1:] if route["by"] != "url"]
        for route, asked in [*told, (newest, [])]:
            name = f"{method} {route['path']}"
            action = {"timeout": seconds(route["timeout"]), "regex_rewrite": _without(place)}
            headers, needs = [_method(method), *asked], needed(route.get("roles"))
            yield from (
                {**each, **needs} for each in _ways(name, place.service, policy, {**match}, headers, action, method)
            )


def _procedures(spoken: Object, policy: Object) -> Object:
    """One service of gRPC, whichever procedure is called: it says itself when it is late, and knows what it has no procedure for."""
    told = seconds(spoken["timeout"])
    return {
        "name": spoken["name"],
        "match": {"prefix": f"/{spoken['name']}/", "grpc": {}},
        "route": {"cluster": grpc_cluster(spoken["service"]), "timeout": seconds(spoken["timeout"] + 1)},
        "request_headers_to_add": [_set("Skerry-Deadline", _milliseconds(told))],
        "decorator": {"operation": spoken["name"]},
        "metadata": {"filter_metadata": {"skerry": {"service": spoken["service"], "again": _again(policy)}}},
        "typed_per_filter_config": _UNHELD,  # the service says in gRPC's words that a message is too large
    }


def _whole(service: str, policy: Object) -> Iterator[Object]:
    """Whatever is asked of a service whose routes are not known."""
    match = {"path_separated_prefix": f"/{service}"}
    rewrite = {"pattern": {"regex": f"^/{quoted(service)}/?"}, "substitution": "/"}
    action = {"timeout": seconds(PATIENCE), "regex_rewrite": rewrite}
    yield from _ways(f"GET /{service}", service, policy, match, [_method("GET")], action, "GET")
    yield from _ways(f"ANY /{service}", service, policy, match, [], action, "")


def _ways(
    name: str, service: str, policy: Object, match: Object, headers: list[Object], action: Object, method: str
) -> Iterator[Object]:
    """A route with its canary before it, and each once more for requests that may be repeated."""
    safe = method == "GET"
    for target, meant in _targets(service, policy.get("canary")):
        for again, key in ((True, []),) if safe else ((True, [_KEY]), (False, [])):
            yield {
                "name": name,
                "match": {**match, "headers": [*headers, *meant, *key]} if headers or meant or key else match,
                "route": {**target, **action, **(_REPEATED if again else {})},
                "request_headers_to_add": [_set("Skerry-Deadline", _milliseconds(action["timeout"]))],
                "decorator": {"operation": name},
                "metadata": {"filter_metadata": {"skerry": {"service": service, "again": _again(policy)}}},
            }


def _targets(service: str, canary: Object | None) -> Iterator[tuple[Object, list[Object]]]:
    """The deployments of a service, each with what a request has to have to get there."""
    if canary:
        shares = {f"{service}@{name}": round(share * 100) for name, share in canary["shares"].items()}
        rest = {service: 10_000 - sum(shares.values())}
        clusters = [
            {"name": f"{name}|{service}" if name != service else name, "weight": weight}
            for name, weight in {**shares, **rest}.items() if weight
        ]  # fmt: skip
        yield {"weighted_clusters": {"clusters": clusters}}, _meant(canary.get("when"))
        if not canary.get("when"):
            return
    yield {"cluster": service}, []


def _meant(when: Object | None) -> list[Object]:
    if when is None:
        return []
    if when["part"] == "header":
        return [{"name": when["name"].lower(), "string_match": {"exact": when["value"]}}]
    cookie = rf"(?:.*;\s*)?{quoted(when['name'])}={quoted(when['value'])}(?:\s*;.*)?"
    return [{"name": "cookie", "string_match": {"safe_regex": {"regex": cookie}}}]


def _version(route: Object) -> Object:
    if route["by"] == "header":
        return {"name": "api-version", "string_match": {"exact": route["version"]}}
    return {"name": "accept", "string_match": {"contains": route["media"]}}


def _method(method: str) -> Object:
    if method == "GET":
        return {"name": ":method", "string_match": {"safe_regex": {"regex": "GET|HEAD"}}}
    return {"name": ":method", "string_match": {"exact": method}}


def _without(place: Place) -> Object:
    """The path without the service's name; where that name is the value of a parameter, it stays."""
    return {"pattern": {"regex": f"^/{quoted(place.service)}({place.inner})$"}, "substitution": r"\1"}


def _retries(when: str) -> Object:
    return {
        "retry_on": when,
        "num_retries": TRIES - 1,
        "retry_back_off": {"base_interval": "0.05s", "max_interval": "0.25s"},
        "host_selection_retry_max_attempts": 3,
        "retry_host_predicate": [
            {
                "name": "envoy.retry_host_predicates.previous_hosts",
                "typed_config": typed("envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"),
            }
        ],
    }


# Every request is sent again where the service can't have seen it; one that may be seen twice also when it was cut off.
_REPEATED = {"retry_policy": _retries("connect-failure,refused-stream,reset")}


def _again(policy: Object) -> str:
    """Seconds until the next request is let through."""
    rate = policy.get("rate")
    return str(max(1, math.ceil(rate["window"] / rate["limit"]))) if rate else "1"


def _wrong_method(place: Place, all_: list[Place]) -> Object:
    allowed = ", ".join(methods(place, all_))
    return {
        "name": "wrong method",
        "match": {"safe_regex": {"regex": place.regex}},
        "direct_response": {"status": 405, "body": {"inline_string": f"there is {allowed}"}},
        "response_headers_to_add": [_set("Allow", allowed)],
    }


def _preflight(cors: Object, services: Iterable[str]) -> Iterator[Object]:
    """What a browser asks before it calls, for a page that may. The filter answers it, but only on a route that leads somewhere."""
    if cors["origins"]:
        anyone = "*" in cors["origins"]
        origins = (
            {"present_match": True} if anyone else {"string_match": {"safe_regex": {"regex": _either(cors["origins"])}}}
        )
        asked = {"name": "access-control-request-method", "present_match": True}
        headers = [_method("OPTIONS"), asked, {"name": "origin", **origins}]
        yield {
            "name": "preflight",
            "match": {"prefix": "/", "headers": headers},
            "route": {"cluster": next(iter(services))},
        }


def _either(texts: Iterable[str]) -> str:
    return "|".join(quoted(each) for each in texts)


def _cors(cors: Object) -> Object:
    if not cors["origins"]:
        return {}
    policy = typed(
        "envoy.extensions.filters.http.cors.v3.CorsPolicy",
        allow_origin_string_match=[
            {"safe_regex": {"regex": ".*"}} if each == "*" else {"exact": each} for each in cors["origins"]
        ],
        allow_methods=", ".join(cors["methods"]),
        allow_headers=", ".join(cors["headers"]),
        expose_headers=", ".join(cors["expose"]),
        max_age=str(cors["max_age"]),
    )
    vary = {"header": {"key": "Vary", "value": "Origin"}, "append_action": "APPEND_IF_EXISTS_OR_ADD"}
    return {"typed_per_filter_config": {"envoy.filters.http.cors": policy}, "response_headers_to_add": [vary]}


def _set(name: str, value: str) -> Object:
    return {"header": {"key": name, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}


def _milliseconds(duration: str) -> str:
    return str(round(float(duration.removesuffix("s")) * 1000))
