"""Data that regulations want an account of, and none is kept.

Why: Who saw or changed it, and what it was before, has to be shown to auditors, and to the person whose data it is. What was not
written down on the day cannot be had later.

Instead: Log accesses (`policies: { audit: { log: all, keep: 6y } }`), and keep entities whose history matters as their events
(`event-sourced: [Entity]`).

When: A service has fields that are tagged `phi` where HIPAA holds, or `pci` where PCI-DSS does, for its context or the whole
system; its policy of audits logs nothing, and it keeps no entity as its events.

Source: 45 CFR 164.312(b) (HIPAA, audit controls); PCI DSS v4.0, requirement 10; Fowler, Event Sourcing, 2005.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.model.system import System
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MODEL, spec=("Consider event sourcing for audit trails",))
WANT = {"hipaa": "phi", "pci-dss": "pci"}  # and the tag of the data that it is about
SOUND = """
contexts: { clinical: { comply: [hipaa] } }
services:
  record-service: { context: clinical, owns: [Record], stores: { main: { postgres: r } }, data: { Record.notes: { tag: phi } } }
types: { clinical: { Record: { id: uuid, notes: text } } }
policies: { audit: { log: all, keep: 6y } }
"""
BROKEN = SOUND.replace("policies: { audit: { log: all, keep: 6y } }\n", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    system = case.system or System()
    for service in system.services.values():
        context = system.contexts.get(service.context)
        tags = {rule.tag for rule in service.data}
        held = [
            name for name in {*system.profile.comply, *(context.comply if context else ())} if WANT.get(name) in tags
        ]
        log = service.policies.audit.log
        kept = (log and log.value != "none") or any(store.event_sourced for store in service.stores.values())
        if held and not kept:
            tagged = joined(sorted(WANT[name] for name in held))
            what = f"{service.name} keeps {tagged} data under {joined(sorted(held))}, and no account of who touches it"
            yield Hit((service.name,), what, service.span, edit=Edit(("policies", "audit"), "{ log: all, keep: 6y }"))
