"""How Prometheus finds the services: ServiceMonitors for its operator, and the same as a plain configuration.

Only what is known to show metrics is asked. `job` is the service, whichever of its versions answers; a Service that leads to one
version alone is left out, or its pods would count twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import BY, NAME, PART, Object, document
from skerry.generate.telemetry.collector import NAME as NAME_OF_COLLECTOR
from skerry.generate.telemetry.collector.configuration import METRICS
from skerry.generate.telemetry.exposed import PATH
from skerry.generate.telemetry.objectives import names
from skerry.generate.workloads import platform
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

EVERY = "30s"
_LABEL = "__meta_kubernetes_service_label_app_kubernetes_io_name"


def _services(system: System) -> Object:
    found = document("ServiceMonitor", "monitoring.coreos.com/v1", system, namespace(system), _about(system))
    return {
        **found,
        "spec": {
            "jobLabel": NAME,
            "namespaceSelector": {"matchNames": [namespace(system)]},
            "selector": {
                "matchLabels": {PART: namespace(system)},
                "matchExpressions": [
                    Noted(
                        {"key": NAME, "operator": "In", "values": names(system)},
                        "Those that are generated: it is known what they show.",
                    ),
                    Noted(
                        {"key": "version", "operator": "DoesNotExist"},
                        "The Service of one version leads to pods that have been seen already.",
                    ),
                ],
            },
            "endpoints": [{"port": "http", "path": PATH, "interval": EVERY}],
        },
    }


def monitors(system: System) -> Iterator[Object]:
    """Of the services, and of the collector where it has what others have sent."""
    yield _services(system)
    if platform.collector(system):
        yield _collector(system)


def _collector(system: System) -> Object:
    """What services send that are not generated: it says itself of which service each series is."""
    found = document("ServiceMonitor", "monitoring.coreos.com/v1", system, NAME_OF_COLLECTOR, _about(system))
    endpoint = {
        "port": "metrics",
        "interval": EVERY,
        "honorLabels": True,
        "metricRelabelings": [{"targetLabel": "namespace", "replacement": namespace(system)}],
    }
    return {
        **found,
        "metadata": {**found["metadata"], "namespace": platform.WATCHING},
        "spec": {"selector": {"matchLabels": {NAME: NAME_OF_COLLECTOR}}, "endpoints": [endpoint]},
    }


def _about(system: System) -> Object:
    return {PART: namespace(system), BY: "skerry"}


def prometheus(system: System) -> Object:
    """A whole configuration for a Prometheus that is not the operator's."""
    sent = platform.collector(system)
    return {
        "global": {"scrape_interval": EVERY, "evaluation_interval": EVERY},
        "rule_files": ["rules/*.yaml"],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"alertmanager.{platform.WATCHING}:9093"]}]}]},
        "scrape_configs": [
            {
                "job_name": namespace(system),
                "metrics_path": PATH,
                "kubernetes_sd_configs": [
                    {"role": "endpointslice", "namespaces": {"names": [namespace(system)]}},
                ],
                "relabel_configs": [
                    Noted(
                        {"source_labels": [_LABEL], "regex": "|".join(names(system)), "action": "keep"},
                        "Those that are generated: it is known what they show.",
                    ),
                    Noted(
                        {"source_labels": ["__meta_kubernetes_service_label_version"], "regex": ".+", "action": "drop"},
                        "The Service of one version leads to pods that have been seen already.",
                    ),
                    {
                        "source_labels": ["__meta_kubernetes_endpointslice_port_name"],
                        "regex": "http",
                        "action": "keep",
                    },
                    {"source_labels": [_LABEL], "target_label": "job"},
                    {"source_labels": ["__meta_kubernetes_namespace"], "target_label": "namespace"},
                    {"source_labels": ["__meta_kubernetes_pod_name"], "target_label": "pod"},
                ],
            },
            *([_sent(system)] if sent else []),
        ],
    }


def _sent(system: System) -> Noted:
    job = {
        "job_name": NAME_OF_COLLECTOR,
        "honor_labels": True,
        "static_configs": [{"targets": [f"{NAME_OF_COLLECTOR}.{platform.WATCHING}:{METRICS}"]}],
        "metric_relabel_configs": [{"target_label": "namespace", "replacement": namespace(system)}],
    }
    return Noted(job, "What services send that are not generated: the collector says of which service each series is.")
