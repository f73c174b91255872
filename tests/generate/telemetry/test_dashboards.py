"""Dashboards name only what services show or rules record, in queries that Prometheus takes, under UIDs that stay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from tests.generate.telemetry.conftest import ROOT, Tool, written
from tests.generate.telemetry.promql import series
from tests.generate.telemetry.test_alerts import rules

from skerry.generate.telemetry.exposed import METRICS, SERIES
from skerry.model import load


def dashboards(tree: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(path.read_text()) for path in sorted((tree / "grafana").glob("*.json")))


def queries(tree: Path) -> list[str]:
    return [
        target["expr"] for each in dashboards(tree) for panel in each["panels"] for target in panel.get("targets", ())
    ]


def test_dashboards_name_only_what_there_is(tree: Path) -> None:
    recorded = {each["record"] for each in rules(tree) if "record" in each}
    named = {name for each in queries(tree) for name in series(each)}
    assert named <= SERIES | recorded | {"up", "ALERTS"}
    of_table = {metric.name for metric in METRICS if named & set(metric.series())}
    assert {metric.name for metric in METRICS} - of_table == {"process_virtual_memory_bytes"}


def test_prometheus_takes_all_queries(tree: Path, tmp_path: Path, promtool: Tool) -> None:
    made = [
        {"record": f"query:{at}", "expr": each.replace("$__rate_interval", "5m")}
        for at, each in enumerate(queries(tree))
    ]
    assert len(made) > 50
    path = tmp_path / "queries.yaml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": made}]}))
    ran = promtool("check", "rules", path, cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_uids_and_places_are_their_own(tree: Path) -> None:
    found = list(dashboards(tree))
    assert [each["uid"] for each in found] == [
        "shop-events",
        "shop-fleet",
        "shop-promises",
        "shop-sagas",
        "shop-service",
    ]
    for each in found:
        panels = each["panels"]
        assert len({panel["id"] for panel in panels}) == len(panels)
        covered = [cell for panel in panels for cell in _cells(panel["gridPos"])]
        assert len(covered) == len(set(covered)), f"panels of {each['uid']} lie on one another"
        assert max(x for x, _ in covered) < 24


def _cells(place: dict[str, int]) -> Iterator[tuple[int, int]]:
    for x in range(place["x"], place["x"] + place["w"]):
        for y in range(place["y"], place["y"] + place["h"]):
            yield x, y


def test_a_system_without_sagas_has_no_dashboard_of_them(tmp_path: Path) -> None:
    (tmp_path / "small.arch.yaml").write_text(
        "arch: 1\nsystem: small\ncontexts: { a: { team: x } }\ntypes: { a: { A: { id: uuid } } }\n"
        "services:\n  a-service:\n    context: a\n    owns: [A]\n    stores: { main: { postgres: a } }\n"
        "    api:\n      v1:\n        GET /as/{id}: get -> A\n"
        "deploy: { observe: [prometheus, grafana] }\n"
    )
    loaded = load(tmp_path)
    assert loaded.sound, loaded.problems
    found = written(loaded.system, tmp_path / "out")
    assert {path.name for path in (found / "grafana").iterdir()} == {"fleet.json", "service.json"}
    assert "skerry_sagas" not in "".join(path.read_text() for path in (found / "prometheus/rules").iterdir())


def test_the_example_is_as_it_is_generated(tree: Path) -> None:
    """So that what is checked here is what is in the repository."""
    there = ROOT / "examples/shop/telemetry"
    names = {path.relative_to(tree) for path in tree.rglob("*") if path.is_file()}
    assert names and all((there / name).read_text() == (tree / name).read_text() for name in names)
