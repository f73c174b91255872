"""A service owns data that it keeps nowhere.

Why: Either its data lies in somebody else's database, and then it does not own it, or nobody has decided where it lies.

Instead: Give the service a store of its own: `stores: { main: { postgres: NAME } }`.

When: A service that others may run or generate names entities under `owns:` and has no store.

Source: Richardson, Microservices Patterns, 2018, §2.2 (database per service).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, spec=("Each service should own its data", "Database per service pattern"))
SOUND = """
contexts: { sales: {} }
services:
  order-service: { context: sales, owns: [Order], stores: { main: { postgres: orders } } }
"""
BROKEN = SOUND.replace(", stores: { main: { postgres: orders } }", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    for service in case.system.services.values() if case.system else ():
        if service.owns and not service.stores:
            database = service.name.removesuffix("-service").replace("-", "_")
            edit = Edit(("services", service.name, "stores"), f"{{ main: {{ postgres: {database} }} }}")
            what = f"{service.name} owns {joined(name.name for name in service.owns)} and has no store"
            yield Hit((service.name,), what, service.span, edit=edit)
