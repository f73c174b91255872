"""Cycles of synchronous calls: services that cannot answer, start or be released without each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from skerry.contracts.architecture.trait import Key, Trait
from skerry.model.system import System


def traits(system: System) -> Iterator[Trait]:
    """A statement for each set of services that call each other in a circle."""
    calls = {
        name: frozenset(call.target for call in service.calls if call.target in system.services)
        for name, service in system.services.items()
    }
    reached = {name: _reached(name, calls) for name in calls}
    told = set()
    for name in calls:
        circle = frozenset(each for each in reached[name] if name in reached[each])
        if circle and circle not in told:
            told.add(circle)
            members = ", ".join(sorted(circle))
            span = next(call.span for call in system.services[name].calls if call.target in circle)
            yield Trait(Key("call", "cycle", members), f"the circle of calls between {members}", "", span)


def _reached(start: str, calls: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    open_ = [*calls[start]]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += calls[name] - found
    return frozenset(found)
