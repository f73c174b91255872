"""Policies of Envoy Gateway: who is let in, how often, what is repeated and what is left alone, and what an edge has to see to."""

from __future__ import annotations

import math
from collections.abc import Iterator

from skerry.generate.edge.gateway_api.entrance import GROUP, duration, head, name
from skerry.generate.edge.gateway_api.rules import INWARDS, STOPPED
from skerry.generate.edge.values import Edge, Object
from skerry.generate.edge.ways import DEADLINE, OUTSIDE
from skerry.generate.gateway.envoy.bounds import LARGEST_BODY, PATIENCE, TRIES, seconds
from skerry.generate.gateway.places import quoted
from skerry.kernel.yaml_text import Noted

VERSION = "gateway.envoyproxy.io/v1alpha1"
_USUAL = {"after": 3, "pause": 5.0}
_AT_ONCE = 1024
_UNITS = {1: "Second", 60: "Minute", 3600: "Hour"}


def clients(edge: Edge) -> Object:
    """What is done to every request before anything is looked for."""
    target = {"group": GROUP, "kind": "Gateway", "name": name(edge)}
    spec = {
        "targetRefs": [target],
        "headers": {
            "earlyRequestHeaders": {"remove": [*OUTSIDE, DEADLINE]},
            "withUnderscoresAction": "DropHeader",
            "xForwardedClientCert": {"mode": "Sanitize"},
            "requestID": "PreserveOrGenerate",
        },
        "path": {"escapedSlashesAction": "RejectRequest"},
        "timeout": {"http": {"requestReceivedTimeout": seconds(PATIENCE), "idleTimeout": "75s"}},
        "connection": {"bufferLimit": LARGEST_BODY + 65_536},
        "http2": {"maxConcurrentStreams": 100},
    }
    return {**head(edge, "ClientTrafficPolicy", name(edge), VERSION, edge.gateway), "spec": spec}


def security(edge: Edge, called: str, routes: list[str], roles: tuple[str, ...]) -> Object:
    """A valid token, and one of these roles in it; nobody where there is none."""
    provider = {
        "name": "issuer",
        "issuer": edge.tokens.issuer,
        "audiences": [edge.tokens.audience],
        "remoteJWKS": {"uri": edge.tokens.keys},
        "extractFrom": {"headers": [{"name": "Authorization", "valuePrefix": "Bearer "}]},
    }
    claim = {"name": "roles", "valueType": "StringArray", "values": list(roles)}
    allowed = {"name": "roles", "action": "Allow", "principal": {"jwt": {"provider": "issuer", "claims": [claim]}}}
    spec: Object = {
        "targetRefs": [{"group": GROUP, "kind": "HTTPRoute", "name": each} for each in routes],
        "jwt": {"providers": [provider]},
        "authorization": {"defaultAction": "Deny", "rules": [allowed] if roles else []},
    }
    return {**head(edge, "SecurityPolicy", called, VERSION), "spec": spec}


def traffic(edge: Edge, service: str, routes: list[str]) -> Object:
    """What holds for all requests to a service."""
    policy = edge.table["services"][service]
    spec: Object = {
        "targetRefs": [{"group": GROUP, "kind": "HTTPRoute", "name": each} for each in routes],
        **_careful(policy),
        "requestBuffer": {"limit": "1Mi"},
    }
    if rate := policy.get("rate"):
        limit = {"limit": {"requests": rate["limit"], "unit": _UNITS[rate["window"]]}, "shared": True}
        spec["rateLimit"] = {"type": "Local", "local": {"rules": [limit]}}
    return {**head(edge, "BackendTrafficPolicy", service, VERSION), "spec": spec}


def spoken(edge: Edge, service: str) -> Object:
    """The same for gRPC, whose messages are not held; it says itself when it is late, just before the gateway would."""
    longest = max(each["timeout"] for each in edge.table["grpc"] if each["service"] == service)
    spec = {
        "targetRefs": [{"group": GROUP, "kind": "GRPCRoute", "name": service}],
        **_careful(edge.table["services"][service]),
    }
    spec["timeout"] = {"tcp": {"connectTimeout": "1s"}, "http": {"requestTimeout": f"{math.ceil(longest + 1)}s"}}
    return {**head(edge, "BackendTrafficPolicy", f"{service}-grpc", VERSION), "spec": spec}


def _careful(policy: Object) -> Object:
    breaker = policy.get("breaker", _USUAL)
    again = {
        "numRetries": TRIES - 1,
        "retryOn": {
            "triggers": Noted(["connect-failure", "refused-stream"], "The service can't have seen the request.")
        },
        "perRetry": {"backOff": {"baseInterval": "50ms", "maxInterval": "250ms"}},
    }
    passed_over = {
        "consecutiveGatewayErrors": breaker["after"],
        "consecutive5XxErrors": Noted(0, "An answer is an answer."),
        "splitExternalLocalOriginErrors": True,
        "consecutiveLocalOriginFailures": breaker["after"],
        "baseEjectionTime": duration(round(breaker["pause"] * 1000)),
        "maxEjectionPercent": 50,
        "interval": "1s",
    }
    at_once = {each: _AT_ONCE for each in ("maxConnections", "maxPendingRequests", "maxParallelRequests")}
    return {
        "timeout": {"tcp": {"connectTimeout": "1s"}},
        "retry": again,
        "healthCheck": {"passive": passed_over},
        "circuitBreaker": at_once,
    }


def filters(edge: Edge) -> Iterator[Object]:
    """The path as a service has it, without its name; and what is answered where nothing may be let through."""
    for service in edge.backends:
        rewrite = {"pattern": f"^/{quoted(service)}(/.*)$", "substitution": r"\1"}
        path = {"type": "ReplaceRegexMatch", "replaceRegexMatch": rewrite}
        found = head(edge, "HTTPRouteFilter", f"{service}-{INWARDS}", VERSION)
        yield {**found, "spec": {"urlRewrite": {"path": path}}}
    problem = f'{{"type": "{edge.table["problems"]}/not-found", "title": "Not found", "status": 404}}'
    body = {"type": "Inline", "inline": problem}
    answer = {"contentType": "application/problem+json", "statusCode": 404, "body": body}
    yield {**head(edge, "HTTPRouteFilter", STOPPED, VERSION), "spec": {"directResponse": answer}}
