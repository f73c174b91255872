"""Loki: how long it keeps each service's lines, and Alloy for those that only print them.

Generated services send their lines to the collector, with the ids of their traces; what others print is read off their pods.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.identity import namespace
from skerry.generate.telemetry.logs.retention import USUAL, kept
from skerry.generate.telemetry.objectives import watched
from skerry.generate.workloads import platform
from skerry.kernel.yaml_text import Noted, yaml
from skerry.model.system import System


def loki(system: System) -> Iterator[tuple[str, str]]:
    """Its files."""
    yield "logs/loki.yaml", yaml(_limits(system))
    if printing := [each.name for each in system.services.values() if not watched(each)]:
        yield "logs/pods.alloy", _alloy(system, printing)


def _limits(system: System) -> dict[str, object]:
    streams = []
    for service in system.services.values():
        found = kept(system, service)
        if found.days != USUAL:
            stream = {"selector": f'{{service_name="{service.name}"}}', "priority": 1, "period": f"{found.days * 24}h"}
            streams.append(Noted(stream, found.why))
    limits = {"allow_structured_metadata": True, "retention_period": f"{USUAL * 24}h"}
    return {
        "limits_config": Noted(
            {**limits, **({"retention_stream": streams} if streams else {})},
            "A part of Loki's configuration, to be merged into yours: only how long lines are kept is the system's own.",
        ),
        "compactor": Noted(
            {"retention_enabled": True}, "Nothing is deleted without it; it also needs delete_request_store."
        ),
    }


def _alloy(system: System, names: list[str]) -> str:
    """JSON lines with `level` and `trace_id` are understood, all others are kept as they are."""
    return f"""\
// What these services print: they are not generated, so they may not send it to the collector themselves.
// The same for generated ones would keep each line twice.
discovery.kubernetes "pods" {{
  role = "pod"
  namespaces {{
    names = ["{namespace(system)}"]
  }}
}}

discovery.relabel "printing" {{
  targets = discovery.kubernetes.pods.targets
  rule {{
    source_labels = ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    regex         = "{"|".join(names)}"
    action        = "keep"
  }}
  rule {{
    source_labels = ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    target_label  = "service_name"
  }}
  rule {{
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }}
}}

loki.source.kubernetes "printed" {{
  targets    = discovery.relabel.printing.output
  forward_to = [loki.process.understood.receiver]
}}

loki.process "understood" {{
  stage.json {{
    expressions = {{ level = "level", trace_id = "trace_id" }}
  }}
  stage.labels {{
    values = {{ level = "" }}
  }}
  // Each trace would make a stream of its own as a label.
  stage.structured_metadata {{
    values = {{ trace_id = "" }}
  }}
  forward_to = [loki.write.kept.receiver]
}}

loki.write "kept" {{
  endpoint {{
    url = "http://loki.{platform.WATCHING}:3100/loki/api/v1/push"
  }}
}}
"""
