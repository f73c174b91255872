"""skerry check of manifests, as a person uses it: a folder or a file, schemas that are named, and what is said where one is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skerry.cli import main
from skerry.workbench import manifests

SHOP = """\
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  replicas: 1
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - name: orders
          image: shop/orders:1.4
          livenesProbe: { httpGet: { path: /live, port: 8080 } }
---
apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec: { selector: { app: order }, ports: [{ port: 80 }] }
"""
QUEUE = "apiVersion: shop.example/v1\nkind: Queue\nmetadata: { name: a, namespace: shop }\nspec: { least: 30 }\n"
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: List
items:
  - apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: { name: queues.shop.example }
    spec:
      group: shop.example
      names: { kind: Queue }
      versions:
        - name: v1
          served: true
          schema:
            openAPIV3Schema:
              properties:
                spec:
                  properties: { least: { type: integer } }
                  x-kubernetes-validations: [{ rule: self.least < 10, message: too many }]
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / ".cache"))
    Path("deploy").mkdir()
    Path("deploy/shop.yaml").write_text(SHOP)


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, Any]]:
    capsys.readouterr()
    main(["check", *arguments, "--format", "json"])
    return {each["rule"]: each for each in json.loads(capsys.readouterr().out)["findings"]}


@pytest.mark.parametrize("where", ["deploy", "deploy/shop.yaml"])
def test_a_folder_and_a_file_are_judged_alike(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    rules = found(capsys, "--on", where)
    assert rules["unknown-field"]["fix"]["about"] == "did you mean `livenessProbe`?"
    assert rules["unknown-field"]["place"]["line"] == 13
    assert rules["service-selects-nothing"]["fix"]["about"] == "did you mean `app: orders`?"


def test_one_fault_has_one_finding(capsys: pytest.CaptureFixture[str]) -> None:
    of_folder, of_file = found(capsys, "--on", "deploy"), found(capsys, "--on", "deploy/shop.yaml")
    assert "no-resource-limits" in of_folder and "incomplete-resources" not in of_folder
    assert "no-resource-limits" not in of_file and "incomplete-resources" in of_file  # nobody else says it there


def test_schemas_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("deploy/queue.yaml").write_text(QUEUE)
    Path("crds.yaml").write_text(CRD)
    assert "broken-rule-of-kind" not in found(capsys, "--on", "deploy")
    assert (
        found(capsys, "--on", "deploy", "--schemas", "crds.yaml")["broken-rule-of-kind"]["message"]
        == "Queue shop/a: too many"
    )
    assert main(["check", "--on", "deploy", "--schemas", "nowhere"]) == 2
    assert main(["check", "--on", "deploy", "--schemas", "1.2"]) == 2
    assert "there are 1." in capsys.readouterr().out


def test_a_broken_document_is_named_and_the_others_are_judged(capsys: pytest.CaptureFixture[str]) -> None:
    Path("deploy/shop.yaml").write_text(SHOP + "---\napiVersion: v1\nkind: [\n")
    assert main(["check", "--on", "deploy/shop.yaml"]) == 1
    told = capsys.readouterr()
    assert "unknown-field" in told.out
    assert "not all could be read" in told.err and "shop.yaml:22" in told.err


def test_without_the_extra_one_line_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifests, "versions", dict)
    monkeypatch.setattr(manifests, "builtin", lambda version: None)
    assert main(["check", "--on", "deploy/shop.yaml"]) == 1
    told = capsys.readouterr()
    assert "pip install 'skerry[kubernetes]'" in told.err
    assert "unknown-field" not in told.out and "service-selects-nothing" in told.out


def test_what_could_not_be_read_is_not_called_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a file that was named and is broken, nor a folder in which nothing else stands."""
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / "broken.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: { name: a\nspec: [\n")
    assert main(["check", "--on", str(folder / "broken.yaml")]) == 2
    assert "broken.yaml:3:11" in capsys.readouterr().out
    assert main(["check", "--on", str(folder)]) == 0
    told = capsys.readouterr()
    assert "nothing is wrong with what could be read" in told.out
    assert "broken.yaml:4" in told.err
