"""All that watches a system, as far as the model has it observed (`deploy.observe`)."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.generator import Asked, Generated, Tree
from skerry.generate.telemetry import collector, kustomize, proving, routing, rules, runbooks, scraping
from skerry.generate.telemetry.dashboards import dashboards
from skerry.generate.telemetry.logs import elastic, loki
from skerry.generate.telemetry.objectives import refused
from skerry.generate.workloads import platform
from skerry.kernel.yaml_text import yaml
from skerry.model.system import System

ROOT = "telemetry"


def telemetry(system: System, _: Asked) -> Generated:
    """All files; none where nothing observes."""
    files = dict(_files(system))
    if files:
        files["kustomization.yaml"] = yaml(kustomize.kustomization(system, sorted(files)))
    return Generated((Tree(ROOT, files),) if files else (), tuple(_notes(system)) if files else ())


def _files(system: System) -> Iterator[tuple[str, str]]:
    if platform.collector(system):
        yield "collector/config.yaml", yaml(collector.configuration(system))
        yield "kubernetes/collector.yaml", "---\n".join(map(yaml, collector.running(system)))
    if platform.observes(system, "loki"):
        yield from loki(system)
    if platform.observes(system, "elasticsearch"):
        yield from elastic(system)
    if platform.observes(system, "prometheus"):
        yield from _prometheus(system)
        if platform.observes(system, "grafana"):
            yield from ((f"grafana/{name}.json", text) for name, text in dashboards(system))


def _prometheus(system: System) -> Iterator[tuple[str, str]]:
    found = [(service, workload, rules.alerts(system, service, workload)) for service, workload in rules.owned(system)]
    content = {service.name: rules.groups(system, service, alerts) for service, _, alerts in found}
    content[rules.WINDOWS] = rules.windows()
    yield "prometheus/prometheus.yaml", yaml(scraping.prometheus(system))
    yield "kubernetes/monitors.yaml", "---\n".join(map(yaml, scraping.monitors(system)))
    teams = list(dict.fromkeys(workload.team for _, workload, _ in found if workload.team))
    yield "alertmanager/alertmanager.yaml", yaml(routing.alertmanager(teams))
    for name, each in sorted(content.items()):
        groups = yaml(each)
        yield f"prometheus/rules/{name}.yaml", groups
        yield f"kubernetes/rules/{name}.yaml", rules.resource(system, name, groups)
    for service, _, alerts in found:
        for name, text in proving.tests(system, service.name, alerts):
            yield f"prometheus/tests/{name}.yaml", text
    yield f"prometheus/tests/{rules.WINDOWS}.yaml", proving.windows()
    for name, text in runbooks.pages(system, found):
        yield f"runbooks/{name}", text


def _notes(system: System) -> Iterator[str]:
    if not system.deploy.runbooks:
        yield "deploy.runbooks: nobody has said where the runbooks are published; alerts name https://runbooks.invalid"
    for service in system.services.values():
        yield from refused(system, service)
