"""The manifests of the specification: they pass every schema, and have sixteen faults that checkov knows and four references to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.kernel.finding import Finding
from skerry.rules.case import Case
from skerry.rules.catalogue import by_family
from skerry.rules.run import judge
from skerry.workbench.manifests import manifests_of

HOMES = (
    Path(__file__).parents[4] / "shared",
    Path(__file__).parents[5] / "shared",
)  # beside the checkout, or beside its work tree
SPEC = next(
    (home / "spec" / "kubernetes.yaml" for home in HOMES if (home / "spec" / "kubernetes.yaml").is_file()), None
)

# The same faults, in a shop of our own.
OWN = """\
apiVersion: v1
kind: Service
metadata:
  name: edge
spec:
  selector: { app: proxy }
  ports: [{ port: 80, targetPort: 8000 }, { port: 443, targetPort: 8443 }]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: stock
spec:
  replicas: 3
  selector: { matchLabels: { app: stock } }
  template:
    metadata: { labels: { app: stock, version: v1 } }
    spec:
      containers:
        - name: stock
          image: shop/stock:v1.0
          env: [{ name: DATABASE_URL, valueFrom: { secretKeyRef: { name: stock-db, key: url } } }]
          resources: { requests: { memory: 256Mi, cpu: 250m }, limits: { memory: 512Mi } }
          livenessProbe: { httpGet: { path: /health, port: 8080 } }
          ports: [{ containerPort: 8080 }]
---
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata:
  name: stock
spec:
  hosts: [stock]
  http:
    - match: [{ headers: { version: { exact: canary } } }]
      route:
        - { destination: { host: stock, subset: v2 }, weight: 10 }
        - { destination: { host: stock, subset: v1 }, weight: 90 }
    - route: [{ destination: { host: stock, subset: v1 } }]
"""
# What checkov 3.3.30 finds there, with the rule of ours that says it; 21 is said of the Service and of the Deployment.
CHECKOV = {
    "CKV_K8S_15": "stale-image", "CKV_K8S_20": "privilege-escalation", "CKV_K8S_21": "default-namespace", "CKV_K8S_22": "writable-root",
    "CKV_K8S_23": "runs-as-root", "CKV_K8S_28": "kept-capabilities", "CKV_K8S_29": "runs-as-root", "CKV_K8S_30": "privilege-escalation",
    "CKV_K8S_31": "no-seccomp-profile", "CKV_K8S_35": "secret-in-environment", "CKV_K8S_37": "kept-capabilities",
    "CKV_K8S_38": "mounted-token", "CKV_K8S_40": "low-user-number", "CKV_K8S_43": "mutable-image", "CKV2_K8S_6": "open-network",
}  # fmt: skip


def found(path: Path) -> list[Finding]:
    judged = judge(Case(manifests=manifests_of([path])), by_family()["Manifests"])
    assert not judged.problems
    return list(judged.findings)


@pytest.fixture(params=["the specification's", "ours"])
def findings(request: pytest.FixtureRequest, tmp_path: Path) -> list[Finding]:
    if request.param == "ours":
        (tmp_path / "shop.yaml").write_text(OWN)
        return found(tmp_path / "shop.yaml")
    if SPEC is None:
        pytest.skip("the specification is not here")
    return found(SPEC)


def test_references_to_nothing(findings: list[Finding]) -> None:
    dangling = [
        each for each in findings if each.rule in {"service-selects-nothing", "missing-backend", "missing-subset"}
    ]
    assert sorted((each.rule, each.subject[-1]) for each in dangling if each.rule == "missing-subset") == [
        ("missing-subset", "v1"),
        ("missing-subset", "v2"),
    ]
    assert [each.rule for each in dangling].count("service-selects-nothing") == 1
    assert [each.rule for each in dangling].count("missing-backend") == 1
    assert all(each.place.line and each.place.column and each.fix for each in dangling)


def test_what_checkov_finds(findings: list[Finding]) -> None:
    there = {each.rule for each in findings}
    assert {code for code, rule in CHECKOV.items() if rule not in there} == set()
    assert all(each.place.line and each.fix for each in findings)


def test_what_no_schema_says_and_the_server_refuses(findings: list[Finding]) -> None:
    assert {"refused-by-server"} == {
        each.rule for each in findings if each.rule in {"refused-by-server", "unknown-field", "invalid-value"}
    }
