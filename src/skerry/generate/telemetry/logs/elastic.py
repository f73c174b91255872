"""Elasticsearch: how long each service's lines are kept (ILM), and Filebeat for those that only print them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import NAME, Object
from skerry.generate.telemetry.logs.retention import kept
from skerry.generate.telemetry.objectives import watched
from skerry.generate.workloads import platform
from skerry.kernel.yaml_text import Noted, yaml
from skerry.model.system import System

_WHOLE = 1  # day after which an index is closed and another begun


def elastic(system: System) -> Iterator[tuple[str, str]]:
    """Its files."""
    yield "logs/elasticsearch.http", "\n".join(_requests(system))
    if printing := [each.name for each in system.services.values() if not watched(each)]:
        yield "logs/filebeat.yaml", yaml(_filebeat(system, printing))


def stream(system: System, service: str) -> str:
    """The data stream of a service: the parts of its name may have no hyphen, so the exporter writes `_`."""
    return f"logs-{service.replace('-', '_')}.otel-{namespace(system).replace('-', '_')}"


def _requests(system: System) -> Iterator[str]:
    """As Kibana's console takes them: a policy for each time, a template for each service."""
    found = {service.name: kept(system, service) for service in system.services.values()}
    for days in sorted({each.days for each in found.values()}):
        hot = {"actions": {"rollover": {"max_age": f"{_WHOLE}d", "max_primary_shard_size": "25gb"}}}
        phases = {"hot": hot, "delete": {"min_age": f"{days}d", "actions": {"delete": {}}}}
        yield _put(f"_ilm/policy/{namespace(system)}-{days}d", {"policy": {"phases": phases}})
    for name, each in found.items():
        yield f"# {name}: {each.days} days, {each.why}"
        yield _put(
            f"_index_template/{namespace(system)}-{name}",
            {
                "index_patterns": [stream(system, name)],
                "data_stream": {},
                "priority": 200,
                "composed_of": ["logs@mappings", "otel@mappings", "logs-otel@mappings"],
                "template": {"settings": {"index.lifecycle.name": f"{namespace(system)}-{each.days}d"}},
            },
        )


def _put(path: str, body: Object) -> str:
    return f"PUT {path}\n{json.dumps(body, indent=2)}\n"


def _filebeat(system: System, names: list[str]) -> Object:
    chosen = [{"equals": {"kubernetes.labels." + NAME.replace(".", "_"): each}} for each in names]
    dataset = {"fields": {"data_stream.namespace": namespace(system).replace("-", "_")}}
    return {
        "filebeat.autodiscover": {
            "providers": [
                {
                    "type": "kubernetes",
                    "node": "${NODE_NAME}",
                    "namespace": namespace(system),
                    "templates": [
                        {
                            "condition": Noted(
                                {"or": chosen},
                                "They are not generated, so they may not send their lines to the collector themselves.",
                            ),
                            "config": [
                                {
                                    "type": "filestream",
                                    "id": "container-${data.kubernetes.container.id}",
                                    "paths": ["/var/log/containers/*-${data.kubernetes.container.id}.log"],
                                    "parsers": [
                                        {"container": {}},
                                        {"ndjson": {"target": "", "overwrite_keys": True, "add_error_key": False}},
                                    ],
                                }
                            ],
                        }
                    ],
                }
            ]
        },
        "processors": [{"add_kubernetes_metadata": {}}, {"add_fields": {"target": "", **dataset}}],
        "output.elasticsearch": {
            "hosts": [f"https://elasticsearch.{platform.WATCHING}:9200"],
            "api_key": "${ELASTICSEARCH_API_KEY}",
        },
    }
