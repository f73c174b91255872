"""Who may do what, out of `api.auth`, `access:`, `calls:` and sagas: one policy, for services as for the gateway."""

from __future__ import annotations

from typing import Any

from skerry.contracts.write.openapi.naming import lists
from skerry.contracts.write.openapi.security import READING
from skerry.contracts.write.scope import name_of
from skerry.model.system import Operation, Service, System, TypeName
from skerry.model.system.flows import Grant
from skerry.model.terms.access import Calls, Compare, Condition, Consent, Not, Value
from skerry.model.terms.types import Named, Type

Object = dict[str, Any]


def guarded(system: System) -> bool:
    """Whether the model says anywhere who may do what."""
    return bool(system.access) or any(service.api.auth for service in system.services.values())


def public(service: Service, operation: Operation) -> bool:
    """Whether anybody may do it: what only reads, in an API that says so."""
    reads = operation.route is not None and operation.route.method in READING
    return "public" in service.api.auth and reads


def grants(system: System, service: Service, operation: Operation) -> list[Object]:
    """All that reach an operation, as `service.json` has them. Without `access:`, the roles that enter the API may do all of it."""
    entering = {role for scheme in service.api.auth.values() for role in scheme}
    if not system.access:
        return [{"role": role} for role in sorted(entering)] if operation.route else []
    found: list[Object] = []
    for role in system.access.values():
        if entering and role.name not in entering:
            continue
        mine = [each.rule.condition for each in role.grants if _reaches(each, service, operation)]
        if None in mine:
            found.append({"role": role.name})
        else:
            found += [{"role": role.name, "when": condition(each)} for each in mine if each is not None]
    return found if operation.route else []


def _reaches(grant: Grant, service: Service, operation: Operation) -> bool:
    target = grant.rule.target
    if isinstance(target, Calls):
        return target.service in ("*", service.name) and target.operation in ("*", operation.name.operation)
    reads = operation.route is not None and operation.route.method in READING
    if reads != (target.verb == "read"):
        return False
    return grant.type is None or grant.type in (_type(operation.output), _type(lists(operation.output)))


def _type(of: Type | None) -> TypeName | None:
    return name_of(of)._replace(version="") if isinstance(of, Named) else None


def condition(of: Condition) -> Object:
    """A condition, as `service.json` has it."""
    if isinstance(of, Consent):
        return {"is": "consent", "purpose": of.purpose}
    if isinstance(of, Not):
        return {"is": "not", "of": condition(of.of)}
    if isinstance(of, Compare):
        return {"is": "compare", "left": _value(of.left), "sign": of.sign, "right": _value(of.right)}
    return {"is": "every", "word": of.word, "of": [condition(each) for each in of.of]}


def _value(of: Value) -> Object:
    return {"kind": of.kind, "text": of.text}
