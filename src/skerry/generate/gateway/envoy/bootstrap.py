"""The whole of Envoy's configuration: one listener, one chain of filters, the routes, the clusters."""

from __future__ import annotations

from typing import Any

from skerry.generate.gateway.envoy import trust
from skerry.generate.gateway.envoy.bounds import LARGEST_BODY, LARGEST_HEAD, MOST_HEADERS, PATIENCE, seconds, typed
from skerry.generate.gateway.envoy.clusters import clusters
from skerry.generate.gateway.envoy.replies import replies
from skerry.generate.gateway.envoy.routes import virtual_host

Object = dict[str, Any]
_FILTERS = "envoy.extensions.filters.http"
_OUTSIDE = (
    "skerry-undoes", "skerry-deadline", "skerry-caller", "skerry-roles", "skerry-on-behalf", "skerry-began",  # nobody outside may say these
    "x-forwarded-client-cert",
    "x-envoy-retry-on", "x-envoy-retry-grpc-on", "x-envoy-max-retries", "x-envoy-retriable-status-codes",
    "x-envoy-retriable-header-names", "x-envoy-upstream-rq-timeout-ms", "x-envoy-upstream-rq-per-try-timeout-ms",
    "x-envoy-upstream-stream-duration-ms", "x-envoy-expected-rq-timeout-ms", "x-envoy-hedge-on-per-try-timeout",
    "x-envoy-decorator-operation", "x-envoy-original-path", "x-envoy-internal", "x-envoy-force-trace", "x-client-trace-id",
)  # fmt: skip
_LINE = {
    "time": "%START_TIME%",
    "method": "%REQ(:METHOD)%",
    "path": "%PATH(NQ)%",
    "status": "%RESPONSE_CODE%",
    "ms": "%DURATION%",
    "received": "%BYTES_RECEIVED%",
    "sent": "%BYTES_SENT%",
    "service": "%METADATA(ROUTE:skerry:service)%",
    "upstream": "%UPSTREAM_HOST%",
    "tries": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
    "flags": "%RESPONSE_FLAGS%",
    "request": "%REQ(X-REQUEST-ID)%",
    "trace": "%TRACE_ID%",
}


def bootstrap(table: Object) -> Object:
    """Envoy's bootstrap for this table of routes."""
    return {
        "node": {"id": "gateway", "cluster": table["system"]},
        "admin": {"address": _socket("admin")},
        "static_resources": {"listeners": [_listener(table)], "clusters": clusters(table)},
        "layered_runtime": {
            "layers": [
                {
                    "name": "static",
                    "static_layer": {
                        "tracing.opentelemetry.flush_interval_ms": 200,
                        "tracing.opentelemetry.min_flush_spans": 50,
                        "re2.max_program_size.error_level": 4096,  # some are long; the limit of 100 is for those of strangers
                        "re2.max_program_size.warn_level": 4096,
                    },
                }
            ]
        },
        "overload_manager": {
            "resource_monitors": [
                {
                    "name": "envoy.resource_monitors.global_downstream_max_connections",
                    "typed_config": typed(
                        "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                        max_active_downstream_connections="20000",
                    ),
                }
            ]
        },
    }


def _listener(table: Object) -> Object:
    manager = {"name": "envoy.filters.network.http_connection_manager", "typed_config": _manager(table)}
    return {
        "name": "gateway",
        "address": _socket("listen"),
        "per_connection_buffer_limit_bytes": LARGEST_BODY + 65_536,
        "filter_chains": [{"filters": [manager]}],
    }


def _manager(table: Object) -> Object:
    return typed(
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="gateway",
        codec_type="AUTO" if table.get("grpc") else "HTTP1",
        http_protocol_options={"accept_http_10": True},
        **({"http2_protocol_options": _streams()} if table.get("grpc") else {}),
        **_edge(),
        request_timeout=seconds(PATIENCE),
        request_headers_timeout="10s",
        stream_idle_timeout="60s",
        delayed_close_timeout="1s",
        common_http_protocol_options={
            "idle_timeout": "75s",
            "max_headers_count": MOST_HEADERS,
            "headers_with_underscores_action": "DROP_HEADER",
        },
        max_request_headers_kb=LARGEST_HEAD,
        early_header_mutation_extensions=[
            {
                "name": "envoy.http.early_header_mutation.header_mutation",
                "typed_config": typed(
                    "envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
                    mutations=[{"remove": name} for name in _OUTSIDE],
                ),
            }
        ],
        local_reply_config=replies(table["problems"]),
        tracing=_tracing(table["system"]),
        access_log=[_access_log()],
        http_filters=_filters(table),
        route_config={"name": "routes", "virtual_hosts": [virtual_host(table)]},
    )


def _streams() -> Object:
    """What one connection of HTTP/2 may ask for at a time."""
    return {
        "max_concurrent_streams": 100,
        "initial_stream_window_size": 65_536,
        "initial_connection_window_size": LARGEST_BODY,
    }


def _edge() -> Object:
    """What an edge has to do that a proxy inside need not: who called, what the path is, what the request is called."""
    return {
        "use_remote_address": True,
        "normalize_path": True,
        "merge_slashes": True,
        "path_with_escaped_slashes_action": "REJECT_REQUEST",
        "server_header_transformation": "PASS_THROUGH",
        "generate_request_id": True,
        "preserve_external_request_id": True,
        "always_set_request_id_in_response": True,
        "request_id_extension": {
            "typed_config": typed("envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig", pack_trace_reason=False)
        },
    }


def _filters(table: Object) -> list[Object]:
    limits = [_limit(name, policy["rate"]) for name, policy in table["services"].items() if policy.get("rate")]
    found = [_filter("cors", "cors.v3.Cors"), *(trust.filters() if trust.guarded(table) else ())]
    if limits:
        found.append(_rates(limits))
    found.append(_filter("buffer", "buffer.v3.Buffer", max_request_bytes=LARGEST_BODY))
    found.append(_filter("router", "router.v3.Router", suppress_envoy_headers=True))
    return found


def _rates(limits: list[Object]) -> Object:
    """One bucket a service; requests of services without a limit never find this one empty."""
    everything = {"numerator": 100, "denominator": "HUNDRED"}
    return _filter(
        "local_ratelimit", "local_ratelimit.v3.LocalRateLimit",
        stat_prefix="rates",
        token_bucket={"max_tokens": 1_000_000_000, "tokens_per_fill": 1_000_000_000, "fill_interval": "1s"},
        filter_enabled={"default_value": everything},
        filter_enforced={"default_value": everything},
        descriptors=limits,
        rate_limited_as_resource_exhausted=True,
        rate_limits=[{"actions": [{"metadata": _of_route("service")}]}],
    )  # fmt: skip


def _of_route(name: str) -> Object:
    return {
        "descriptor_key": name, "metadata_key": {"key": "skerry", "path": [{"key": name}]}, "source": "ROUTE_ENTRY",
    }  # fmt: skip


def _limit(service: str, rate: Object) -> Object:
    bucket = {
        "max_tokens": rate["limit"], "tokens_per_fill": rate["limit"], "fill_interval": seconds(float(rate["window"])),
    }  # fmt: skip
    return {"entries": [{"key": "service", "value": service}], "token_bucket": bucket}


def _filter(name: str, type_: str, **fields: object) -> Object:
    return {"name": f"envoy.filters.http.{name}", "typed_config": typed(f"{_FILTERS}.{type_}", **fields)}


def _tracing(system: str) -> Object:
    exporter = {
        "http_uri": {"uri": "{{traces-url}}", "cluster": "traces", "timeout": "2s"},
    }
    return {
        "random_sampling": {"value": 100},
        "provider": {
            "name": "envoy.tracers.opentelemetry",
            "typed_config": typed(
                "envoy.config.trace.v3.OpenTelemetryConfig", http_service=exporter, service_name="gateway"
            ),
        },
        "custom_tags": [{"tag": "service.namespace", "literal": {"value": system}}],
    }


def _access_log() -> Object:
    return {
        "name": "envoy.access_loggers.file",
        "typed_config": typed(
            "envoy.extensions.access_loggers.file.v3.FileAccessLog",
            path="{{access-log}}",
            log_format={"json_format": _LINE, "omit_empty_values": True},
        ),
    }


def _socket(name: str) -> Object:
    return {"socket_address": {"address": f"{{{{{name}-address}}}}", "port_value": f"{{{{{name}-port}}}}"}}
