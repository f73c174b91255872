"""The whole file: a service for each group of Services that share the requests, with its routes below it."""

from __future__ import annotations

from collections.abc import Iterable

from skerry.generate.edge.kong import plugins, routes
from skerry.generate.edge.values import Edge, Object
from skerry.generate.edge.ways import Target, Way, ways
from skerry.generate.gateway.envoy.bounds import TRIES
from skerry.kernel.yaml_text import Noted

_USUAL = {"after": 3, "pause": 5.0}
_CONNECT = 1000  # milliseconds


def kong(edge: Edge) -> Object:
    """The file."""
    groups: dict[tuple[str, tuple[Target, ...]], list[Way]] = {}
    for way in ways(edge):
        groups.setdefault((way.service, way.targets), []).append(way)
    found: Object = {
        "_format_version": Noted(
            "3.0", "Of decK. `deck gateway sync` replaces what has the tag below, and nothing else."
        ),
        "_info": {"select_tags": [edge.namespace]},
        "_plugin_configs": plugins.shared(edge),
        "services": [
            *(_service(edge, name, targets, several) for (name, targets), several in groups.items()),
            *_spoken(edge),
        ],
        "upstreams": [_upstream(edge, name, targets) for name, targets in groups],
        "routes": [routes.nothing(edge)],
    }
    if edge.guarded:
        found["consumers"] = [_issuer(edge)]
    return found


def _service(edge: Edge, name: str, targets: tuple[Target, ...], several: list[Way]) -> Object:
    policy = edge.table["services"][name]
    longest = max(each.milliseconds for each in several)
    return {
        "name": _name(edge, name, targets),
        "host": _name(edge, name, targets),
        "protocol": "http",
        **_patience(longest),
        "plugins": [*plugins.everywhere(edge), *plugins.rate(policy)],
        "routes": [route for way in several for route in (*routes.never(way, edge), routes.route(way, edge))],
    }


def _patience(longest: int) -> Object:
    """Kong repeats what a service can't have seen, and of what was cut off only what may be seen twice."""
    return {
        "retries": TRIES - 1,
        "connect_timeout": _CONNECT,
        "write_timeout": longest,
        "read_timeout": Noted(
            longest, "The longest of its routes: Kong has no time for each. Each tells the service its own."
        ),
    }


def _spoken(edge: Edge) -> Iterable[Object]:
    """gRPC, which has a port of its own."""
    for name in dict.fromkeys(each["service"] for each in edge.table.get("grpc", ())):
        mine = [each for each in edge.table["grpc"] if each["service"] == name]
        longest = round(max(each["timeout"] for each in mine) * 1000)
        yield {
            "name": f"{edge.namespace}.{name}.grpc",
            "host": edge.address(edge.backends[name].stable or name),
            "port": edge.backends[name].grpc,
            "protocol": "grpc",
            **_patience(longest),
            "plugins": [*plugins.everywhere(edge), *plugins.rate(edge.table["services"][name])],
            "routes": [routes.procedures(each, edge) for each in mine],
        }


def _upstream(edge: Edge, name: str, targets: tuple[Target, ...]) -> Object:
    """Where the requests go by weight, and when one that does not answer is left alone."""
    breaker = edge.table["services"][name].get("breaker", _USUAL)
    port = edge.backends[name].http
    return {
        "name": _name(edge, name, targets),
        "targets": [
            {"target": f"{edge.address(each.name)}:{port}", "weight": _weight(each, targets)} for each in targets
        ],
        "healthchecks": {
            "passive": {"type": "tcp", "unhealthy": {"tcp_failures": breaker["after"], "timeouts": breaker["after"]}},
            "active": Noted(
                {"type": "tcp", "healthy": {"interval": round(breaker["pause"]), "successes": 1}},
                "Kong takes one back that was left alone only after it has looked itself.",
            ),
        },
    }


def _weight(target: Target, targets: tuple[Target, ...]) -> int:
    return target.weight if len(targets) > 1 else 100


def _name(edge: Edge, service: str, targets: tuple[Target, ...]) -> str:
    return f"{edge.namespace}.{service}" + (".canary" if len(targets) > 1 else "")


def _issuer(edge: Edge) -> Object:
    """Whose tokens are let in. Kong without a licence fetches no keys: whoever runs decK gives it the one of today."""
    return {
        "username": f"{edge.namespace}.issuer",
        "jwt_secrets": [
            {
                "key": edge.tokens.issuer,
                "algorithm": "RS256",
                "rsa_public_key": '${{ env "DECK_ISSUER_PUBLIC_KEY" }}',
                "secret": Noted(
                    "unused", "decK's schema asks for one; tokens of RS256 are verified by the public key alone."
                ),
            }
        ],
    }
