"""Many services without what a mesh would give them.

Why: With more than ten services, encryption, retries and traces between them are either in every service, in every language, or
nowhere.

Instead: Let a service mesh carry the calls: `deploy: { kubernetes: { mesh: linkerd } }`. If a library does it in all services, that is
as good.

When: More than ten services, no mesh in any deployment, and at least half of the calls between them neither encrypted
nor tried again. Advice only.

Source: Specification, best practices of deployment (service mesh for advanced patterns).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.model.system import System
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE,
    Needs.FLEET,
    Confidence.LOW,
    Persona.PEDANTIC,
    spec=("Implement service mesh for advanced patterns",),
)
SOUND = """
contexts: { shop: {} }
services:
  s0-service: { context: shop, calls: [s1-service] }
  s1-service: { context: shop, calls: [s2-service] }
  s2-service: { context: shop, calls: [s3-service] }
  s3-service: { context: shop, calls: [s4-service] }
  s4-service: { context: shop, calls: [s5-service] }
  s5-service: { context: shop, calls: [s6-service] }
  s6-service: { context: shop, calls: [s7-service] }
  s7-service: { context: shop, calls: [s8-service] }
  s8-service: { context: shop, calls: [s9-service] }
  s9-service: { context: shop, calls: [s10-service] }
  s10-service: { context: shop, calls: [s11-service] }
  s11-service: { context: shop }
deploy: { kubernetes: { mesh: linkerd } }
"""
BROKEN = """
contexts: { shop: {} }
services:
  s0-service: { context: shop, calls: [s1-service] }
  s1-service: { context: shop, calls: [s2-service] }
  s2-service: { context: shop, calls: [s3-service] }
  s3-service: { context: shop, calls: [s4-service] }
  s4-service: { context: shop, calls: [s5-service] }
  s5-service: { context: shop, calls: [s6-service] }
  s6-service: { context: shop, calls: [s7-service] }
  s7-service: { context: shop, calls: [s8-service] }
  s8-service: { context: shop, calls: [s9-service] }
  s9-service: { context: shop, calls: [s10-service] }
  s10-service: { context: shop, calls: [s11-service] }
  s11-service: { context: shop }
"""


MOST = 10


def check(case: Case) -> Iterator[Hit]:
    """One finding for a fleet."""
    for side in case.sides:
        calls = side.inner
        if len(side.services) <= MOST or not calls or side.meshed or (side.system and _meshed(side.system)):
            continue
        bare = [
            edge
            for edge in calls
            if not any(side.fleet.has(edge.source, each, edge.target) for each in ("encrypts", "retries"))
        ]
        if len(bare) * 2 >= len(calls):
            message = f"{len(side.services)} services, and {len(bare)} of {len(calls)} calls are neither encrypted nor tried again"
            yield Hit(("fleet",), message, side.whole)


def _meshed(system: System) -> bool:
    cluster = system.deploy.kubernetes
    return bool(cluster and cluster.mesh and cluster.mesh != "none")
