"""Each alert fires on synthetic series and ends when its trouble does, calls a team, and leads to a page that helps."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.generate.telemetry.conftest import ROOT, Tool, written
from tests.generate.telemetry.promql import series

from skerry.cli.commands import COMMANDS
from skerry.generate.generator import Asked
from skerry.generate.telemetry import GENERATOR
from skerry.generate.telemetry.exposed import SERIES
from skerry.model import load

SERVICES = sorted(path.name for path in (ROOT / "examples/shop/services").iterdir() if path.is_dir())
FEW = ("order-service",)  # it has everything that a service can have; the others are tried by `make slow`
Document = dict[str, Any]


def rules(tree: Path) -> Iterator[Document]:
    for path in sorted((tree / "prometheus/rules").glob("*.yaml")):
        for group in yaml.safe_load(path.read_text())["groups"]:
            yield from group["rules"]


def alerts(tree: Path) -> list[Document]:
    return [each for each in rules(tree) if "alert" in each]


def tried(tree: Path) -> Iterator[Document]:
    for path in sorted((tree / "prometheus/tests").glob("*-service*.yaml")):
        yield from yaml.safe_load(path.read_text())["tests"]


def test_prometheus_takes_all_rules(tree: Path, promtool: Tool) -> None:
    ran = promtool("check", "rules", *sorted((tree / "prometheus/rules").glob("*.yaml")), cwd=tree)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_prometheus_takes_its_configuration(tree: Path, tmp_path: Path, promtool: Tool) -> None:
    """Debian builds it without the discovery of Kubernetes, so a fixed target stands in its place here."""
    shutil.copytree(tree / "prometheus", tmp_path, dirs_exist_ok=True)
    content = yaml.safe_load((tmp_path / "prometheus.yaml").read_text())
    job, sent = content["scrape_configs"]
    assert sent["static_configs"] == [{"targets": ["otel-collector.observability:8889"]}]
    assert job.pop("kubernetes_sd_configs") == [{"role": "endpointslice", "namespaces": {"names": ["shop"]}}]
    job["static_configs"] = [{"targets": ["127.0.0.1:8080"]}]
    (tmp_path / "prometheus.yaml").write_text(yaml.safe_dump(content))
    ran = promtool("check", "config", "prometheus.yaml", cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_alertmanager_takes_its_configuration(tree: Path, amtool: Tool) -> None:
    ran = amtool("check-config", "alertmanager.yaml", cwd=tree / "alertmanager")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_windows_are_as_long_as_they_say(tree: Path, promtool: Tool) -> None:
    ran = promtool("test", "rules", "tests/windows.yaml", cwd=tree / "prometheus")
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    "service", [pytest.param(each, marks=() if each in FEW else pytest.mark.slow) for each in SERVICES]
)
def test_every_alert_of_a_service_fires_and_ends(service: str, tree: Path, promtool: Tool) -> None:
    files = sorted((tree / "prometheus/tests").glob(f"{service}*.yaml"))
    assert len(files) == 2
    ran = promtool("test", "rules", *files, cwd=tree)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.slow
def test_every_alert_of_the_clinic_fires_and_ends(tmp_path: Path, promtool: Tool) -> None:
    found = written(load(ROOT / "examples/clinic").system, tmp_path)
    ran = promtool("test", "rules", *sorted((found / "prometheus/tests").glob("*.yaml")), cwd=found)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("rules", "tests", "old", "new"),
    [
        ("order-service", "order-service-promises", "> 14.4 * 0.001", "> 144 * 0.001"),
        ("order-service", "order-service", "skerry_dead_letters", "skerry_read_letters"),
        ("windows", "windows", "[1h]", "[10h]"),
        ("windows", "windows", "[3d]", "[1d]"),
    ],
)
def test_a_rule_that_is_wrong_is_seen(
    rules: str, tests: str, old: str, new: str, tree: Path, tmp_path: Path, promtool: Tool
) -> None:
    """The guard of the guard: a threshold, a name and windows that are not what they should be."""
    shutil.copytree(tree / "prometheus", tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"rules/{rules}.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert promtool("test", "rules", f"tests/{tests}.yaml", cwd=tmp_path).returncode != 0


SMALL = """\
arch: 1
system: small
contexts: { a: { team: blue } }
types: { a: { A: { id: uuid } } }
services:
  a-service:
    context: a
    owns: [A]
    stores: { main: { postgres: a } }
    api:
      v1:
        GET /as/{id}: { do: get -> A, slo: { availability: 90%, latency-p95: 1s } }
    policies: { slo: { availability: 100%, latency-p95: 20s } }
deploy: { observe: [prometheus] }
"""


def test_an_operation_has_alerts_of_its_own_and_what_cannot_be_watched_has_none(tmp_path: Path, promtool: Tool) -> None:
    (tmp_path / "small.arch.yaml").write_text(SMALL)
    loaded = load(tmp_path)
    assert loaded.sound, loaded.problems
    notes = GENERATOR.generate(loaded.system, Asked()).notes
    assert len(notes) == 3 and "100 %" in notes[1] and "10 s" in notes[2]
    found = written(loaded.system, tmp_path / "out")
    promised = {(each["alert"], each["labels"]["slo"]) for each in alerts(found) if "slo" in each["labels"]}
    assert promised == {
        *(
            (f"AvailabilityBudgetGoneIn{days}Days", "availability get") for days in (5, 10, 30)
        ),  # 14.4 times 10 % is too much
        *((f"LatencyBudgetGoneIn{days}Days", "latency get") for days in (2, 5, 10, 30)),
    }
    recorded = "".join(each["expr"] for each in rules(found) if each.get("record") == "slo:requests:rate5m")
    assert 'http_request_method="GET", http_route=~"/v[0-9]+/as/[{]id[}]"' in recorded
    files = sorted((found / "prometheus/tests").glob("*.yaml"))
    ran = promtool("test", "rules", *files, cwd=found)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_all_files_that_kustomize_takes_are_there(tree: Path) -> None:
    found = yaml.safe_load((tree / "kustomization.yaml").read_text())
    named = [*found["resources"], *(path for each in found["configMapGenerator"] for path in each["files"])]
    assert named and all((tree / each).is_file() for each in named)
    applied = {
        str(path.relative_to(tree)) for folder in ("kubernetes", "grafana") for path in (tree / folder).rglob("*.*")
    }
    assert applied <= set(named)
    config = next(each for each in found["configMapGenerator"] if each["files"] == ["collector/config.yaml"])
    text = (tree / "kubernetes/collector.yaml").read_text()
    assert f"name: {config['name']}\n" in text


def test_every_alert_is_seen_to_fire_and_to_end(tree: Path) -> None:
    """Without promtool: which alerts the tests say so of."""
    seen = set()
    for each in tried(tree):
        checks = each["alert_rule_test"]
        fired = [check for check in checks if check["exp_alerts"]]
        (labels,) = (alert["exp_labels"] for check in fired for alert in check["exp_alerts"])
        last = max(checks, key=lambda check: int(check["eval_time"][:-1]))
        assert not last["exp_alerts"] and last["alertname"] == fired[0]["alertname"]
        seen.add((fired[0]["alertname"], labels["service"], labels.get("slo", "")))
    assert seen == {(each["alert"], each["labels"]["service"], each["labels"].get("slo", "")) for each in alerts(tree)}


def test_rules_read_only_what_services_show_or_other_rules_record(tree: Path) -> None:
    recorded = {each["record"] for each in rules(tree) if "record" in each}
    named = {name for each in rules(tree) for name in series(each["expr"])}
    assert len(named) > 20 and named <= SERIES | recorded | {"up"}


def test_a_name_that_no_service_shows_is_seen() -> None:
    assert series('sum by (job) (rate(nobody_total{job="x"}[5m])) > 0.9 * max(up)') - SERIES == {"nobody_total", "up"}


def test_every_alert_calls_a_team_and_leads_to_a_page(tree: Path) -> None:
    pages = {path.name for path in (tree / "runbooks").iterdir()}
    for each in alerts(tree):
        assert each["labels"]["team"] and each["labels"]["severity"] in ("page", "ticket")
        assert each["annotations"]["summary"] and each["annotations"]["runbook_url"].rpartition("/")[2] in pages
    named = {each["annotations"]["runbook_url"].rpartition("/")[2] for each in alerts(tree)}
    assert pages == named | {"README.md"}


def test_runbooks_name_commands_that_there_are(tree: Path) -> None:
    text = "\n".join(path.read_text() for path in (tree / "runbooks").iterdir())
    found = {each.split()[0] for each in re.findall(r"`skerry ([a-z ]+)", text)}
    assert len(found) > 4 and found <= {command.verb.split()[0] for command in COMMANDS}


def test_the_operator_has_the_same_rules(tree: Path) -> None:
    for path in (tree / "prometheus/rules").iterdir():
        resource = yaml.safe_load((tree / "kubernetes/rules" / path.name).read_text())
        assert (resource["kind"], resource["metadata"]["namespace"]) == ("PrometheusRule", "shop")
        assert resource["spec"] == yaml.safe_load(path.read_text())
