"""What the Prometheus operator gets keeps to its schemas; skipped where they are not beside this checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from tests.generate.telemetry.conftest import ROOT

SCHEMAS = ROOT.parent / "shared/schemas/json/monitoring.coreos.com"


def schema(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{kind.lower()}_v1.json").read_text())
    return found


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas of the Prometheus operator are not beside this checkout")
def test_rules_and_monitor_keep_to_their_schemas(tree: Path) -> None:
    found = [
        document
        for path in sorted((tree / "kubernetes").rglob("*.yaml"))
        for document in yaml.safe_load_all(path.read_text())
        if document["apiVersion"] == "monitoring.coreos.com/v1"
    ]
    assert {each["kind"] for each in found} == {"PrometheusRule", "ServiceMonitor"}
    for each in found:
        errors = [error.message for error in jsonschema_rs.validator_for(schema(each["kind"])).iter_errors(each)]
        assert not errors, (each["metadata"]["name"], errors)
    rule = next(each for each in found if each["kind"] == "PrometheusRule")
    del rule["spec"]["groups"][0]["name"]
    assert not jsonschema_rs.is_valid(schema("PrometheusRule"), rule), "a group without a name is seen"
