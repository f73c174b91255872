"""A call crosses the network in plain text.

Why: Whoever is on the way reads tokens, orders and health records, and can change them.

Instead: Use TLS between services, by a mesh or by certificates of your own (`policies: { calls: { mtls: true } }`), and `https` to
others.

When: An address of another company's system begins with `http://`, or, in a model, calls between services are not under mutual TLS
while the model names regulations that demand it (hipaa, pci-dss).

Source: Schneider and Scandariato, 2023 (rules R13, R14); HIPAA Security Rule, 45 CFR 164.312(e); PCI DSS 4.0, requirement 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET)
SOUND = """
profile: { comply: [hipaa] }
contexts: { care: {}, bills: {} }
services:
  patient-service: { context: care, calls: [bill-service] }
  bill-service: { context: bills }
policies: { calls: { mtls: true } }
"""
BROKEN = """
profile: { comply: [hipaa] }
contexts: { care: {}, bills: {} }
services:
  patient-service: { context: care, calls: [bill-service] }
  bill-service: { context: bills }
"""


_DEMAND = frozenset(["hipaa", "pci-dss"])
_PLAIN = "http://"


def check(case: Case) -> Iterator[Hit]:
    """One finding for each call to a system of others, or for all calls of a model."""
    for side in case.sides:
        yield from _inside(side)
        for edge in side.calls:
            target = side.fleet.by_name[edge.target]
            plain = [witness for witness in edge.evidence if _PLAIN in witness.text]
            if target.role == "external" and "." in target.name and plain:
                message = f"{edge.source} calls {edge.target} in plain text"
                yield Hit((edge.source, edge.target), message, side.at(edge))


def _inside(side: Side) -> Iterator[Hit]:
    system = side.system
    if system is None or not side.inner:
        return
    demanded = sorted(_DEMAND & set(system.profile.comply) if system.profile else ())
    open_ = [edge for edge in side.inner if not side.fleet.has(edge.target, "encrypts")]
    if demanded and open_:
        message = f"{len(open_)} calls between services are in plain text, and {', '.join(demanded)} demands encryption"
        places = side.places(open_[1:5], "another one")
        edit = Edit(("policies", "calls", "mtls"), "true")
        yield Hit(("fleet", *demanded), message, side.at(open_[0]), related=places, edit=edit)
