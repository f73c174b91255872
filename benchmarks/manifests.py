"""How long it takes to judge 800 documents of Kubernetes, of 100 services: read, held to their schemas, and asked all rules of the family.

Run: python -m benchmarks manifests. Aim: well under 1 s for the schemas. The last row reads the fleet too. Needs the extra `kubernetes`.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import PYTHON, run, table
from skerry.formats.kubernetes import documents
from skerry.formats.kubernetes.schemas import faults
from skerry.rules.case import Case
from skerry.rules.catalogue import by_family
from skerry.rules.run import judge
from skerry.workbench.manifests import manifests_of, schemas_of

SERVICES = 100
AIM = {"compile, and hold them to it": 0.5}
_ONE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{ name: {0}, namespace: shop, labels: {{ app: {0} }} }}
spec:
  selector: {{ matchLabels: {{ app: {0} }} }}
  template:
    metadata: {{ labels: {{ app: {0}, version: v1 }} }}
    spec:
      serviceAccountName: {0}
      automountServiceAccountToken: false
      securityContext: {{ runAsNonRoot: true, runAsUser: 10001, seccompProfile: {{ type: RuntimeDefault }} }}
      containers:
        - name: {0}
          image: shop/{0}:1.4
          ports: [{{ name: http, containerPort: 8080 }}]
          envFrom: [{{ configMapRef: {{ name: {0} }} }}]
          resources: {{ requests: {{ cpu: 100m, memory: 128Mi }}, limits: {{ memory: 256Mi }} }}
          livenessProbe: {{ httpGet: {{ path: /live, port: http }} }}
          readinessProbe: {{ httpGet: {{ path: /ready, port: http }} }}
---
apiVersion: v1
kind: Service
metadata: {{ name: {0}, namespace: shop }}
spec: {{ selector: {{ app: {0} }}, ports: [{{ name: http, port: 80, targetPort: http }}] }}
---
apiVersion: v1
kind: ServiceAccount
metadata: {{ name: {0}, namespace: shop }}
---
apiVersion: v1
kind: ConfigMap
metadata: {{ name: {0}, namespace: shop }}
data: {{ LEVEL: info }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{ name: {0}, namespace: shop }}
spec:
  scaleTargetRef: {{ apiVersion: apps/v1, kind: Deployment, name: {0} }}
  minReplicas: 3
  maxReplicas: 6
  metrics: [{{ type: Resource, resource: {{ name: cpu, target: {{ type: Utilization, averageUtilization: 70 }} }} }}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{ name: {0}, namespace: shop }}
spec: {{ maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, selector: {{ matchLabels: {{ app: {0} }} }} }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{ name: {0}, namespace: shop }}
spec:
  podSelector: {{ matchLabels: {{ app: {0} }} }}
  policyTypes: [Ingress, Egress]
  ingress: [{{ ports: [{{ port: 8080 }}] }}]
  egress: [{{ ports: [{{ port: 53, protocol: UDP }}] }}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {{ name: {0}, namespace: shop }}
spec: {{ hosts: [{0}], http: [{{ route: [{{ destination: {{ host: {0}, port: {{ number: 80 }} }} }}] }}] }}
"""


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(SERVICES):
            (Path(folder) / f"service-{number}.yaml").write_text(_ONE.format(f"service-{number}"))
        texts = {str(path): path.read_bytes() for path in Path(folder).iterdir()}
        read, resources = _timed(
            lambda: [each for path, data in texts.items() for each in documents(path, data).resources]
        )
        load, schemas = _timed(lambda: schemas_of(()))
        cold, _ = _timed(lambda: [fault for each in resources for fault in faults(schemas, each)])
        warm, wrong = _timed(lambda: [fault for each in resources for fault in faults(schemas, each)])
        known = manifests_of([Path(folder)])
        rules = by_family()["Manifests"]
        asked, judged = _timed(lambda: judge(Case(manifests=known), rules))
        command = [
            "sh",
            "-c",
            '"$@"; test $? -lt 2',
            "sh",
            PYTHON,
            "-m",
            "skerry",
            "check",
            "--on",
            folder,
            "--format",
            "json",
        ]
        whole = min(run(command, {"SKERRY_CACHE": f"{folder}/cache"}).wall for _ in range(3))
        assert not wrong and len(resources) == 8 * SERVICES, "the documents are meant to be sound"
        rows = [
            (f"read {len(resources)} documents", read), ("load Kubernetes' schemas", load), ("compile, and hold them to it", cold),
            ("their schemas", warm), (f"all {len(rules)} rules: {len(judged.findings)} findings", asked), ("skerry check --on", whole),
        ]  # fmt: skip
        print(table(["what", "s", "aim"], [[name, f"{took:.3f}", _verdict(name, took)] for name, took in rows]))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def _verdict(name: str, took: float) -> str:
    aim = AIM.get(name)
    return f"{aim:g} s {'ok' if took <= aim else 'missed'}" if aim else ""


if __name__ == "__main__":
    main()
