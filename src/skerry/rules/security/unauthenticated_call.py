"""A service answers whoever is inside of the network.

Why: A network is no proof of identity. Whoever breaks into one service may then call all others as if it were any of them.

Instead: Let each call prove who makes it: certificates of both sides (`policies: { calls: { mtls: true } }`), or a token that the
callee checks.

When: Between two services of ours neither side is known to authenticate: no mutual TLS, no mesh, no token that the callee checks. Where
the code of the callee was not read, it is unknown.

Source: Schneider and Scandariato, 2023 (rules R06, R07); NIST SP 800-207, Zero Trust Architecture, 2020; KubeHound / Ponce et al., 2022
(unauthenticated traffic).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, persona=Persona.AUDITOR)
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
policies: { calls: { mtls: true } }
"""
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
"""


_PROOFS = ("encrypts", "authenticates", "checks-tokens")


def check(case: Case) -> Iterator[Answer]:
    """One answer for each service that is called, with its callers."""
    for side in case.sides:
        callers: dict[str, list[str]] = {}
        for edge in side.inner:
            callers.setdefault(edge.target, []).append(edge.source)
        for callee, sources in callers.items():
            if any(side.fleet.has(callee, proof) for proof in _PROOFS):
                continue
            if side.silent(callee):
                yield Unknown((callee,))
                continue
            edit = Edit(("policies", "calls", "mtls"), "true") if side.wanted else None
            message = f"{callee} answers {', '.join(sources[:4])} without asking who calls"
            yield Hit((callee,), message, side.at(callee), edit=edit)
