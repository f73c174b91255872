"""One word with two meanings, and nothing between them.

Why: Two contexts take the same word for different things. Where they meet, somebody maps one to the other without knowing that
they differ.

Instead: Say in the context map how the two relate (`map:`), and what the word means in each (`words:`); or give one of them
another name.

When: Two contexts define an entity of the same name with different fields (they share less than 60%), neither says under `words:`
what it means, and the map has no line between the two.

Source: Evans, Domain-Driven Design, 2003, ch. 14 (bounded context, context map).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from skerry.kernel.problem import Severity
from skerry.model.system import System, TypeDef, TypeName
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, spec=("Use ubiquitous language within bounded contexts",))
ALIKE = 0.6
BROKEN = """
contexts: { sales: {}, support: {} }
services:
  order-service: { context: sales, owns: [Customer] }
  ticket-service: { context: support, owns: [Customer] }
types:
  sales: { Customer: { id: uuid, discount: int, address: text } }
  support: { Customer: { id: uuid, tickets: int } }
"""
SOUND = BROKEN + "map: [support -> sales: conformist]\n"


def check(case: Case) -> Iterator[Hit]:
    """One finding for each word and pair of contexts."""
    system = case.system or System()
    mapped = {frozenset((relation.downstream, relation.upstream)) for relation in system.relations}
    homes: dict[str, list[TypeName]] = {}
    for service in system.services.values():
        for name in service.owns:
            homes.setdefault(name.name, []).append(name)
    for word, names in homes.items():
        for one, other in combinations(dict.fromkeys(names), 2):
            known = frozenset((one.context, other.context)) in mapped or any(
                word in _words(system, name) for name in (one, other)
            )
            left, right = system.types.get(one), system.types.get(other)
            if one.context != other.context and not known and left and right and _differ(left, right):
                what = f"{word} means one thing in {one.context} and another in {other.context}"
                yield Hit(
                    (one.context, other.context, word), what, left.span, related=((right.span, f"in {other.context}"),)
                )


def _words(system: System, name: TypeName) -> dict[str, str]:
    context = system.contexts.get(name.context)
    return dict(context.words) if context else {}


def _differ(left: TypeDef, right: TypeDef) -> bool:
    one, other = ({field.name for field in each.fields} for each in (left, right))
    return bool(one and other) and len(one & other) < ALIKE * len(one | other)
