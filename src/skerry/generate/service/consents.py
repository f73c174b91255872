"""Consents: which read model follows them, and whom to ask where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from skerry.contracts.write.openapi.naming import lists
from skerry.contracts.write.scope import name_of
from skerry.generate.service.naming import snake
from skerry.model.system import Operation, Service, System, TypeName, View
from skerry.model.terms.types import Named

Object = dict[str, Any]
PURPOSE, PURPOSES = "purpose", "purposes"
_GIVES = ("given", "granted", "renewed")
_TAKES = ("withdrawn", "revoked", "expired", "refused")


@dataclass(frozen=True, slots=True)
class Following:
    """A read model of consents: the events that give, all others take back, and the field that names the person."""

    given: tuple[TypeName, ...]
    person: str


def following(system: System, view: View) -> Following | None:
    """What a read model is if it follows consents: each of its events has a `purpose`, some give and some take back."""
    types = [system.types.get(name) for name in view.events]
    if not view.key or any(each is None or not each.field(PURPOSE) or not each.field(view.key) for each in types):
        return None
    given = tuple(name for name in view.events if name.name.lower().endswith(_GIVES))
    taken = [name for name in view.events if name.name.lower().endswith(_TAKES)]
    return Following(given, view.key) if given and len(given) + len(taken) == len(view.events) else None


def consents(system: System, service: Service) -> Object | None:
    """Where a service knows consents from, as `service.json` has it: its own read model, else a service that it may ask."""
    for view in service.views.values():
        if found := following(system, view):
            return {"person": found.person, "view": view.name}
    for call in service.calls:
        other = system.services.get(call.target)
        for operation in other.operations.values() if other else ():
            if call.operation in ("", operation.name.operation) and (person := _tells(system, operation)):
                asked = {"client": snake(call.target.replace("-", "_")), "operation": snake(operation.name.operation)}
                return {"person": person, **asked}
    return None


def _tells(system: System, operation: Operation) -> str:
    """The parameter that names a person, if an operation lists consents of one person for one purpose; else ''."""
    inner = lists(operation.output)
    definition = system.types.get(name_of(inner)) if isinstance(inner, Named) else None
    asked = [*operation.route.query] if operation.route else []
    if definition is None or PURPOSE not in asked or not definition.field(PURPOSE) or not definition.field("status"):
        return ""
    return next((name for name in asked if name != PURPOSE and definition.field(name)), "")
