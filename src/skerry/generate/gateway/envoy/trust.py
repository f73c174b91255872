"""Who is let through, as Envoy has it: tokens are verified on the routes that ask for one, and their roles are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skerry.generate.gateway.envoy.bounds import typed

Object = dict[str, Any]
TOKENS, ROLES = "envoy.filters.http.jwt_authn", "envoy.filters.http.rbac"
_KEYS, CLAIMS, _NEEDED = "keys", "token", "token"
_LEEWAY = 5  # seconds that clocks may be apart, as in `skerry_runtime.trust`


def guarded(table: Object) -> bool:
    """Whether any route asks for a token."""
    return any("roles" in route for route in table["routes"])


def filters() -> list[Object]:
    """Both, which do nothing but on routes that ask for them."""
    provider = {
        "issuer": "{{issuer}}",
        "audiences": ["{{audience}}"],
        "from_headers": [{"name": "Authorization", "value_prefix": "Bearer "}],
        "forward": True,
        "require_expiration": True,
        "clock_skew_seconds": _LEEWAY,
        "payload_in_metadata": CLAIMS,
        "remote_jwks": {
            "http_uri": {"uri": "{{keys-url}}", "cluster": _KEYS, "timeout": "5s"},
            "cache_duration": "{{keys-kept}}",
        },
    }
    tokens = typed(
        "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
        providers={"issuer": provider},
        requirement_map={_NEEDED: {"provider_name": "issuer"}},
    )
    return [
        {"name": TOKENS, "typed_config": tokens},
        {"name": ROLES, "typed_config": typed("envoy.extensions.filters.http.rbac.v3.RBAC")},
    ]


def needed(roles: Sequence[str] | None) -> Object:
    """What a route asks for: a token with one of these roles; nothing for None."""
    if roles is None:
        return {}
    anybody = {"permissions": [{"any": True}], "principals": [_principal(each) for each in roles]}
    rules = {"action": "ALLOW", "policies": {"roles": anybody} if roles else {}}
    return {
        "typed_per_filter_config": {
            TOKENS: typed("envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig", requirement_name=_NEEDED),
            ROLES: typed("envoy.extensions.filters.http.rbac.v3.RBACPerRoute", rbac={"rules": rules}),
        }
    }


def _principal(role: str) -> Object:
    matcher = {
        "filter": TOKENS,
        "path": [{"key": CLAIMS}, {"key": "roles"}],
        "value": {"list_match": {"one_of": {"string_match": {"exact": role}}}},
    }
    return {"sourced_metadata": {"metadata_matcher": matcher}}


def keys() -> Object:
    """The cluster at which the issuer's keys are found."""
    at = {"socket_address": {"address": "{{keys-address}}", "port_value": "{{keys-port}}"}}
    return {
        "name": _KEYS,
        "type": "STRICT_DNS",
        "connect_timeout": "1s",
        "load_assignment": {
            "cluster_name": _KEYS,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": at}}]}],
        },
    }
