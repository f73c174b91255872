"""Envoy's clusters: where a service is stands in a file that Envoy watches, so that a new address is found without a restart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.generate.gateway.envoy import trust
from skerry.generate.gateway.envoy.bounds import KEPT, seconds, typed
from skerry.generate.gateway.envoy.identity import towards

Object = dict[str, Any]
_USUAL = {"after": 3, "pause": 5.0}  # as the plain gateway and clients have it
_AT_ONCE = 1024  # requests, connections and waiting ones to a service


def clusters(table: Object) -> list[Object]:
    """One a deployment; those that are tried out fall back to the service where they do not run; and the receiver of traces;
    and the issuer of tokens, where some are needed."""
    found = [each for name, policy in table["services"].items() for each in _service(name, policy)]
    spoken = dict.fromkeys(each["service"] for each in table.get("grpc", ()))
    found += [_pool(grpc_cluster(name), name, table["services"][name], "http2_protocol_options") for name in spoken]
    return [*found, _traces(), *([trust.keys()] if trust.guarded(table) else [])]


def grpc_cluster(service: str) -> str:
    """Where a service is reached over gRPC, as its addresses are called in the registry as well."""
    return f"{service}.grpc"


def _service(name: str, policy: Object) -> Iterator[Object]:
    yield _pool(name, name, policy)
    for share in policy.get("canary", {}).get("shares", ()):
        yield _pool(f"{name}@{share}", name, policy)
        yield {
            "name": f"{name}@{share}|{name}",
            "connect_timeout": "1s",
            "lb_policy": "CLUSTER_PROVIDED",
            "cluster_type": {
                "name": "envoy.clusters.aggregate",
                "typed_config": typed(
                    "envoy.extensions.clusters.aggregate.v3.ClusterConfig", clusters=[f"{name}@{share}", name]
                ),
            },
        }


def _pool(name: str, service: str, policy: Object, protocol: str = "http_protocol_options") -> Object:
    found: Object = {
        "name": name,
        "type": "EDS",
        "lb_policy": "LEAST_REQUEST",
        "connect_timeout": "1s",
        "eds_cluster_config": {
            "eds_config": {
                "path_config_source": {"path": f"{{{{endpoints}}}}/{name}.json"},
                "resource_api_version": "V3",
            }
        },
        "circuit_breakers": {"thresholds": [_thresholds()]},
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                common_http_protocol_options={"idle_timeout": seconds(KEPT)},
                explicit_http_config={protocol: {}},
            )
        },
    }
    if policy.get("mtls"):
        found["transport_socket"] = towards(service, *(("h2",) if protocol == "http2_protocol_options" else ()))
    found["outlier_detection"] = _breaker(policy.get("breaker", _USUAL))
    return found


def _thresholds() -> Object:
    return {
        "max_connections": _AT_ONCE,
        "max_pending_requests": _AT_ONCE,
        "max_requests": _AT_ONCE,
        "retry_budget": {"budget_percent": {"value": 20}, "min_retry_concurrency": 100},
    }


def _breaker(breaker: Object) -> Object:
    """A replica that fails so often in a row is passed over for a time. At most half of them are, so a service of one never is."""
    return {
        "consecutive_gateway_failure": breaker["after"],
        "enforcing_consecutive_gateway_failure": 100,
        "enforcing_consecutive_5xx": 0,
        "split_external_local_origin_errors": True,
        "consecutive_local_origin_failure": breaker["after"],
        "enforcing_consecutive_local_origin_failure": 100,
        "enforcing_success_rate": 0,
        "enforcing_local_origin_success_rate": 0,
        "base_ejection_time": seconds(breaker["pause"]),
        "max_ejection_time": seconds(max(breaker["pause"], 60.0)),
        "max_ejection_percent": 50,
        "interval": "1s",
    }


def _traces() -> Object:
    at = {"socket_address": {"address": "{{traces-address}}", "port_value": "{{traces-port}}"}}
    return {
        "name": "traces",
        "type": "STATIC",
        "connect_timeout": "1s",
        "load_assignment": {
            "cluster_name": "traces",
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": at}}]}],
        },
    }
