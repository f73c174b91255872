"""An interface in the words of another context.

Why: When the other context changes its type, this API changes with it, for callers who have nothing to do with that; and nobody
translates any more between the two meanings of a word.

Instead: Define what this context means by it as a type of its own, or put it under `shared:`, with an owner, if it is the same
everywhere.

When: An operation with a route takes or gives a type of another context, and the context map does not say that this context
conforms to it (`conformist`, `shared-kernel` or `partnership`).

Source: Evans, Domain-Driven Design, 2003, ch. 14 (bounded context, anticorruption layer, conformist).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.model.system import Operation, System, references
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, spec=("Use ubiquitous language within bounded contexts",))
CLOSE = frozenset(["conformist", "shared-kernel", "partnership"])
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, api: { v1: { GET /items: list -> Item } } }
types: { stock: { Item: { id: uuid } } }
"""
SOUND = BROKEN.replace("types: { stock:", "types: { sales:")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each operation."""
    system = case.system or System()
    close = {
        pair
        for relation in system.relations
        if CLOSE.intersection(relation.kinds)
        for pair in ((relation.downstream, relation.upstream), (relation.upstream, relation.downstream))
    }
    for service in system.services.values():
        for operation in service.operations.values() if service.context else ():
            foreign = [
                (context, name)
                for context, name in _named(operation)
                if context not in {service.context, "shared", ""} and (service.context, context) not in close
            ]
            if operation.route and foreign:
                words = joined(f"{context}.{name}" for context, name in foreign)
                what = f"{operation.name} speaks of {words}, not in words of {service.context}"
                yield Hit((service.name, operation.name.operation), what, operation.span)


def _named(operation: Operation) -> list[tuple[str, str]]:
    found = [each for given in (operation.input, operation.output) for each in references(given)]
    return list(dict.fromkeys((each.context, each.name) for each in found))
