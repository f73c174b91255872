"""Kong's plugins, each as far as Kong without a licence has it."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.edge.values import Edge, Object
from skerry.generate.edge.ways import DEADLINE, OUTSIDE, Way
from skerry.kernel.yaml_text import Noted

_NUMBER, _SIZE, _TOKEN, _PAGES, _OUTSIDE = "number", "size", "token", "pages", "outside"  # names of what plugins share
INNER = "inner"  # the group of a path that is the path as the service has it
_BODY = 1  # megabyte (MiB, in Kong's words)


def everywhere(edge: Edge) -> Iterator[Object]:
    """Those that hold for every request of the system. They stand at each service: a global one would hold for other systems too."""
    yield from ({"name": "correlation-id", "_config": _NUMBER}, {"name": "request-size-limiting", "_config": _SIZE})
    if edge.table["cors"]["origins"]:
        yield {"name": "cors", "_config": _PAGES}


def rate(policy: Object) -> Iterator[Object]:
    """One count for all requests of a service, in each of Kong's nodes."""
    if found := policy.get("rate"):
        per = {1: "second", 60: "minute", 3600: "hour"}[found["window"]]
        yield {"name": "rate-limiting", "config": {per: found["limit"], "limit_by": "service", "policy": "local"}}


def of(way: Way, edge: Edge) -> Iterator[Object | Noted]:
    """Those of one route: a token, and what the service is told instead of what the caller says."""
    if way.roles is not None:
        yield {
            "name": "jwt",
            "config": {"key_claim_name": "iss", "claims_to_verify": ["exp"], "run_on_preflight": False},
        }
    if way.nobody:
        said = "No role of the model may do this."
        yield Noted(stop(403, edge.table["problems"], "forbidden", "Forbidden"), said)
        return
    uri = f'/$(uri_captures["{INNER}"] or "")' if way.place is None else f'$(uri_captures["{INNER}"])'
    config = {"add": {"headers": [f"{DEADLINE}:{way.milliseconds}"]}, "replace": {"uri": uri}}
    yield {"name": "request-transformer", "_config": _OUTSIDE, "config": config}


def told(milliseconds: int) -> Object:
    """What the service is told where the path stays."""
    return {
        "name": "request-transformer",
        "_config": _OUTSIDE,
        "config": {"add": {"headers": [f"{DEADLINE}:{milliseconds}"]}},
    }


def shared(edge: Edge) -> Object:
    """What several plugins have in common, by its name. Of a request's headers, some are removed before others are added."""
    cors = edge.table["cors"]
    found: Object = {
        _NUMBER: {"header_name": "X-Request-Id", "generator": "uuid", "echo_downstream": True},
        _SIZE: {"allowed_payload_size": _BODY, "size_unit": "megabytes"},
        _OUTSIDE: {"remove": {"headers": [*OUTSIDE, DEADLINE]}},
    }
    if edge.guarded:
        header = {"uri_param_names": [], "cookie_names": [], "header_names": ["authorization"]}
        found[_TOKEN] = {"key_claim_name": "iss", "claims_to_verify": ["exp"], "run_on_preflight": False, **header}
    if cors["origins"]:
        found[_PAGES] = {
            "origins": cors["origins"],
            "methods": cors["methods"],
            "headers": cors["headers"],
            "exposed_headers": cors["expose"],
            "max_age": cors["max_age"],
            "credentials": False,
        }
    return found


def stop(status: int, problems: str, kind: str, title: str) -> Object:
    """Nothing further than this, with a problem (RFC 9457)."""
    body = f'{{"type": "{problems}/{kind}", "title": "{title}", "status": {status}}}'
    config = {"status_code": status, "content_type": "application/problem+json", "body": body}
    return {"name": "request-termination", "config": config}
