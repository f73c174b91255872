"""Two services that talk more than they work.

Why: Each round trip costs what thousands of calls within a process cost, and each can fail. A page that needs forty of them is
slow however fast the services are.

Instead: Ask once for all that is needed (an operation for the purpose, a list of identifiers), keep a view of what is asked again
and again, or move what belongs together into one service.

When: A service calls 5 or more different operations of one other service, sagas that it drives included; or a call to others
stands in a loop. In traces (`--traces`): half of the requests that lead to calls of one operation of another service lead to more
than 5 of them.

Source: Fowler, Patterns of Enterprise Application Architecture, 2002, ch. 7 (first law of distributed objects); Taibi et al.,
Microservices Anti-Patterns: A Taxonomy, 2020.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.span import Span
from skerry.kernel.words import joined
from skerry.model.system import System
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.CALLS, Confidence.MEDIUM, spec=("Chatty services",))
MANY = 5
_API = ", ".join(f"GET /a{n}: read{n}" for n in range(1, 6))
BROKEN = f"""
contexts: {{ sales: {{}}, stock: {{}} }}
services:
  order-service:
    context: sales
    calls: {{ stock-service: {{ read1: {{}}, read2: {{}}, read3: {{}}, read4: {{}}, read5: {{}} }} }}
  stock-service: {{ context: stock, api: {{ v1: {{ {_API} }} }} }}
"""
SOUND = BROKEN.replace(", read3: {}, read4: {}, read5: {}", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair, and for each service that asks in a loop."""
    for side in case.spoken:
        if side.system is not None:
            yield from _pairs(side.system)
        yield from _loops(side)


def _pairs(system: System) -> Iterator[Hit]:
    asked: dict[tuple[str, str], dict[str, Span]] = {}
    for service in system.services.values():
        for call in service.calls:
            if call.operation and call.target in system.services:
                asked.setdefault((service.name, call.target), {}).setdefault(call.operation, call.span)
    for saga in system.sagas.values():
        for step in saga.steps:
            for name in (step.do, step.undo):
                if name and name.service != saga.service:
                    asked.setdefault((saga.service, name.service), {}).setdefault(name.operation, step.span)
    for (source, target), operations in asked.items():
        if len(operations) >= MANY:
            place, *others = operations.values()
            what = f"{source} calls {len(operations)} operations of {target}: {joined(operations)}"
            yield Hit((source, target), what, place, related=tuple((span, "") for span in dict.fromkeys(others)))


def _loops(side: Side) -> Iterator[Hit]:
    for node in side.services:
        found = list(side.fleet.traits_of(node.name, "calls-in-loop"))
        for trait in (each for each in found if each.value):
            said = ", ".join(witness.text for witness in trait.evidence[:1])
            yield Hit((node.name, trait.other, "loop"), f"{node.name} calls {trait.other}: {said}", side.at(trait))
        found = [trait for trait in found if not trait.value]
        if found:
            place, others = side.along(found, "and here")
            others_called = joined(dict.fromkeys(trait.other for trait in found if trait.other)) or "others"
            yield Hit(
                (node.name, "loop"),
                f"{node.name} calls {others_called} once for each row of a loop",
                place,
                related=others[:5],
            )
