"""An event that carries the whole entity.

Why: Listeners build on fields that were never meant for them, so the entity cannot change any more; and each event spreads data,
also personal data, that nobody asked for.

Instead: Carry what happened, the identifiers, and the few values that listeners need; who needs more asks, or keeps a view.

When: An event has at least 5 fields of an entity that its publisher owns, and at least 80% of its fields.

Source: Fowler, What do you mean by “Event-Driven”?, 2017 (event-carried state transfer, and its price).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.model.system import System, TypeName
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, Confidence.MEDIUM)
LEAST, SHARE = 5, 0.8
BROKEN = """
contexts: { sales: {} }
services:
  order-service: { context: sales, owns: [Order], stores: { main: { postgres: o, outbox: true } }, events: { out: [OrderPlaced] } }
types:
  sales:
    Order: { id: uuid, customer: uuid, address: text, total: money, note: text }
    OrderPlaced: { id: uuid, customer: uuid, address: text, total: money, note: text }
"""
SOUND = BROKEN.replace(
    "OrderPlaced: { id: uuid, customer: uuid, address: text, total: money, note: text }", "OrderPlaced: { id: uuid }"
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each event."""
    system = case.system or System()
    for service in system.services.values():
        emitted = {each for operation in service.operations.values() for every in operation.emits for each in every}
        for event in sorted({*emitted, *service.publishes}):
            fields = _fields(system, event)
            for entity in service.owns:
                whole = _fields(system, entity)
                same = fields & whole
                if entity != event and len(same) >= LEAST and len(same) >= SHARE * len(whole):
                    what = f"{event} carries {len(same)} of the {len(whole)} fields of {entity.name}"
                    place = system.types[event].span
                    yield Hit(
                        (service.name, str(event)), what, place, related=((system.types[entity].span, "the entity"),)
                    )


def _fields(system: System, name: TypeName) -> set[str]:
    found = system.types.get(name)
    return {field.name for field in found.fields} if found else set()
