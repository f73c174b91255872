"""Roles and what they may do, as statements; one for each thing a role may do, with the conditions it depends on."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.architecture.trait import Key, Trait, part
from skerry.model.system import Role, System

ALWAYS = "always"


def traits(system: System) -> Iterator[Trait]:
    """All of them, role by role."""
    for role in system.access.values():
        yield Trait(part("role", role.name), f"the role {role.name}", "", role.span)
        yield from _grants(role)


def _grants(role: Role) -> Iterator[Trait]:
    conditions: dict[str, set[str]] = {}
    for grant in role.grants:
        said = str(grant.rule.condition) if grant.rule.condition else ALWAYS
        conditions.setdefault(str(grant.rule.target), set()).add(said)
    spans = {str(grant.rule.target): grant.span for grant in reversed(role.grants)}
    for target, found in conditions.items():
        text = ALWAYS if ALWAYS in found else " or ".join(sorted(found))
        key = Key("role", "grant", f"{role.name}: {target}")
        yield Trait(key, f"`{target}` for the role {role.name}", text, spans[target], of=part("role", role.name))


def covered(name: str, table: dict[Key, Trait]) -> str:
    """The wider grant that holds always and gives what this one gives (`customer: order-service.get`), or ''."""
    role, _, target = name.partition(": ")
    service, _, operation = target.partition(".")
    verb, _, entity = target.partition(" ")
    wider = [f"{service}.*"] if operation and operation != "*" else []
    wider += [f"{verb} *"] if entity and entity != "*" else []
    wider += ["*"] if target != "*" else []
    for each in wider:
        found = table.get(Key("role", "grant", f"{role}: {each}"))
        if found and found.text == ALWAYS:
            return each
    return ""
