"""Services of two contexts depend on each other, and the context map knows nothing of it.

Why: The map is what teams agree on: who follows whom, who translates. A dependency that is not on it is one that nobody has
agreed to.

Instead: Add the line (`orders -> stock: conformist`), or take the dependency away.

When: The model has a context map, a service calls or hears a service of another context, and there is no line between the two
contexts.

Source: Evans, Domain-Driven Design, 2003, ch. 14 (context map); Vernon, Implementing Domain-Driven Design, 2013, ch. 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.kernel.span import Span
from skerry.model.system import System
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, spec=("Use ubiquitous language within bounded contexts",))
BROKEN = """
contexts: { sales: {}, stock: {}, money: {} }
map: [sales -> money: conformist]
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
"""
SOUND = BROKEN.replace("sales -> money", "sales -> stock")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair of contexts."""
    system = case.system or System()
    mapped = {frozenset((relation.downstream, relation.upstream)) for relation in system.relations}
    told: set[frozenset[str]] = set()
    for source, target, what, span in _needs(system) if mapped else ():
        pair = frozenset((source, target))
        if source != target and target and pair not in mapped and pair not in told:
            told.add(pair)
            yield Hit(
                (source, target), f"{source} depends on {target} ({what}), and the map has no line between them", span
            )


def _needs(system: System) -> Iterator[tuple[str, str, str, Span]]:
    for service in system.services.values():
        for call in service.calls:
            callee = system.services.get(call.target)
            if callee:
                yield service.context, callee.context, f"{service.name} calls {call.target}", call.span
        for reaction in service.reactions:
            if reaction.event.context in system.contexts:
                yield (
                    service.context,
                    reaction.event.context,
                    f"{service.name} hears {reaction.event.name}",
                    reaction.span,
                )
