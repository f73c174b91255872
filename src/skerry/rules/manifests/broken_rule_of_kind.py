"""An object breaks a rule of its CRD.

Why: The schema lets it through and the API server refuses it all the same: such rules say what fields mean together.

Instead: Do as the message says; it is that of the authors of the kind.

When: A rule of `x-kubernetes-validations` in the CRD of the object does not hold, with the defaults of the schema filled in. Rules about a
change (`oldSelf`) are not asked, nor are objects whose values their schema refuses already.

Source: Kubernetes documentation, CustomResourceDefinitions (validation rules); Gateway API and Istio ship some 700 of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.schemas.faults import RULE
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._examples import both, thing
from skerry.rules.manifests._schemas import hits
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: queues.shop.example }
spec:
  group: shop.example
  scope: Namespaced
  names: { kind: Queue, plural: queues }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties: { least: { type: integer }, most: { type: integer, default: 10 } }
              x-kubernetes-validations:
                - { rule: self.least <= self.most, message: least must not be above most }
"""
SOUND = both(_CRD, thing("shop.example/v1", "Queue", spec="least: 3"))
BROKEN = both(_CRD, thing("shop.example/v1", "Queue", spec="least: 30"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each rule that is broken."""
    yield from hits(case, RULE)
