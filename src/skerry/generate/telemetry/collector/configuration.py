"""The collector's own configuration. Nothing here runs a collector: keys are held against its published schemas by eye, not by a tool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import Object
from skerry.generate.telemetry.collector import hidden
from skerry.generate.telemetry.collector.secrets import API_KEY
from skerry.generate.workloads import platform
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

GRPC, HTTP, HEALTH, METRICS = 4317, 4318, 13133, 8889
_KEPT = 10  # percent of the traces in which nothing happened
_SLOW = 500  # milliseconds, where nothing is promised
_WAIT = 30  # seconds until a trace is judged: a saga's first steps belong to it
_OURS = "skerry_runtime"  # the scope of what generated services send


def configuration(system: System) -> Object:
    """All of it."""
    exporters = dict(_exporters(system))
    return {
        "extensions": {"health_check": {"endpoint": f"0.0.0.0:{HEALTH}"}},
        "receivers": {
            "otlp": {
                "protocols": {"grpc": {"endpoint": f"0.0.0.0:{GRPC}"}, "http": {"endpoint": f"0.0.0.0:{HTTP}"}},
            }
        },
        "processors": dict(_processors(system)),
        "exporters": exporters,
        "service": {"extensions": ["health_check"], "pipelines": _pipelines(system, exporters)},
    }


def _processors(system: System) -> Iterator[tuple[str, Any]]:
    yield (
        "memory_limiter",
        Noted(
            {"check_interval": "1s", "limit_percentage": 75, "spike_limit_percentage": 20},
            "Refuses before it would be killed; services keep what is refused, and send it again.",
        ),
    )
    if hidden.keys(system):
        yield (
            "redaction",
            Noted(
                {
                    "allow_all_keys": True,
                    "blocked_key_patterns": hidden.keys(system),
                    "blocked_values": hidden.values(system),
                    "summary": "silent",
                },
                "What the model tags. Generated services hide it themselves.",
            ),
        )
    yield "tail_sampling", _sampling(system)
    if platform.observes(system, "prometheus"):
        yield (
            "filter/scraped",
            Noted(
                {"metrics": {"metric": [f'instrumentation_scope.name == "{_OURS}"']}},
                "Prometheus asks generated services itself; what they also send would count twice.",
            ),
        )
    if platform.observes(system, "elasticsearch"):
        statements = [
            'set(log.attributes["data_stream.dataset"], resource.attributes["service.name"])',
            f'set(log.attributes["data_stream.namespace"], "{namespace(system)}")',
        ]
        yield (
            "transform/streams",
            Noted(
                {"error_mode": "ignore", "log_statements": statements},
                "Each service has a data stream of its own, which is kept for as long as it has to be.",
            ),
        )
    yield "batch", {"timeout": "1s", "send_batch_size": 4096}


def _sampling(system: System) -> Object:
    """Judged by the whole trace: those in which something happened are kept, of the others a part."""
    promised = [each.policies.slo.latency_p95 for each in system.services.values()]
    slow = max((each.value.seconds * 1000 for each in promised if each), default=_SLOW)
    policies: list[Any] = [
        {"name": "failed", "type": "status_code", "status_code": {"status_codes": ["ERROR"]}},
        {"name": "slow", "type": "latency", "latency": {"threshold_ms": round(slow)}},
    ]
    if system.sagas:
        undone = {"error_mode": "ignore", "span": ['IsMatch(name, "^saga .*/undo$$")']}
        policies.append({"name": "undone", "type": "ottl_condition", "ottl_condition": undone})
    part = {"name": "others", "type": "probabilistic", "probabilistic": {"sampling_percentage": _KEPT}}
    return {
        "decision_wait": f"{_WAIT}s",
        "num_traces": _traces(system),
        "policies": [
            *policies,
            Noted(part, "All at a peak would cost more than it tells: metrics count every request."),
        ],
    }


def _traces(system: System) -> int:
    """How many are kept while they are judged: those of the busiest moments, with as many again."""
    peak = sum(each.load.peak.per_second for each in system.services.values() if each.load.peak)
    return max(50_000, round(peak * _WAIT * 2))


def _exporters(system: System) -> Iterator[tuple[str, Any]]:
    plain = {"insecure": Noted(True, "Within the cluster, where a mesh encrypts. Without one: ca_file.")}
    if platform.observes(system, "jaeger"):
        yield "otlp/jaeger", {"endpoint": f"jaeger-collector.{platform.WATCHING}:{GRPC}", "tls": plain}
    if platform.observes(system, "tempo"):
        yield "otlp/tempo", {"endpoint": f"tempo.{platform.WATCHING}:{GRPC}", "tls": plain}
    if platform.observes(system, "zipkin"):
        yield "zipkin", {"endpoint": f"http://zipkin.{platform.WATCHING}:9411/api/v2/spans", "format": "json"}
    if platform.observes(system, "loki"):
        yield "otlphttp/loki", {"endpoint": f"http://loki.{platform.WATCHING}:3100/otlp"}
    if platform.observes(system, "elasticsearch"):
        yield (
            "elasticsearch",
            {
                "endpoints": [f"https://elasticsearch.{platform.WATCHING}:9200"],
                "api_key": f"${{file:{API_KEY.path}}}",
            },
        )
    if platform.observes(system, "prometheus"):
        yield (
            "prometheus",
            {
                "endpoint": f"0.0.0.0:{METRICS}",
                "resource_to_telemetry_conversion": {"enabled": False},
            },
        )
    yield "nop", Noted({}, "For signals that nobody keeps: what is refused would be sent again and again.")


def _pipelines(system: System, exporters: Object) -> Object:
    def to(*names: str) -> list[str]:
        return [each for each in names if each in exporters] or ["nop"]

    def by(*names: str) -> list[str]:
        hides = ["redaction"] if hidden.keys(system) else []
        return ["memory_limiter", *hides, *names, "batch"]

    streams = ["transform/streams"] if platform.observes(system, "elasticsearch") else []
    scraped = ["filter/scraped"] if platform.observes(system, "prometheus") else []
    return {
        "traces": _pipe(by("tail_sampling"), to("otlp/jaeger", "otlp/tempo", "zipkin")),
        "metrics": _pipe(["memory_limiter", *scraped, "batch"], to("prometheus")),
        "logs": _pipe(by(*streams), to("otlphttp/loki", "elasticsearch")),
    }


def _pipe(processors: list[str], exporters: list[str]) -> Object:
    return {"receivers": ["otlp"], "processors": processors, "exporters": exporters}
