"""From what was read to what it means: names looked up, policies cascaded, all problems at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from skerry.kernel.problem import Problem
from skerry.model.bind import Binding
from skerry.model.parsed import Parsed
from skerry.model.problems import shape as codes
from skerry.model.resolve import flows, types
from skerry.model.resolve.desk import SHARED, Desk
from skerry.model.resolve.services import services
from skerry.model.system import System

LANGUAGE = 1


def resolve(parsed: Parsed, binding: Binding, texts: Mapping[str, str]) -> tuple[System, list[Problem]]:
    """The system, and every problem with its names; what has a problem is left out, or stays by name."""
    desk = Desk(texts, _tables(parsed, binding))
    if parsed.arch not in (0, LANGUAGE):
        desk.problem(
            codes.ARCH, f"version {parsed.arch} of the language is not known", parsed.span, f"`arch: {LANGUAGE}`"
        )
    _references(binding, desk)
    types.define(parsed, desk)
    found = services(parsed, desk)
    relations = flows.relations(parsed, desk)
    sagas = flows.sagas(parsed, desk)
    access = flows.roles(parsed, found, desk)
    flows.check_deploy(parsed, found, desk)
    environments = flows.environments(parsed, found, desk)
    owner = next((entry.value.owner for entry in parsed.types if entry.key == SHARED), "")
    system = System(
        parsed.system,
        parsed.about,
        parsed.profile,
        parsed.contexts,
        relations,
        parsed.external,
        found,
        desk.types,
        owner,
        sagas,
        access,
        parsed.policies,
        parsed.deploy,
        environments,
        parsed.migrate,
        parsed.accept,
        parsed.span,
    )
    return system, desk.problems


def _tables(parsed: Parsed, binding: Binding) -> dict[str, Collection[str]]:
    """The names of each kind; also of things that could not be read themselves."""
    teams = {context.team for context in parsed.contexts.values()} | {
        service.team for service in parsed.services.values()
    }
    return {
        "context": binding.defined.get("context", {}),
        "service": binding.defined.get("service", {}),
        "external": binding.defined.get("external", {}),
        "role": [entry.key for entry in parsed.access],
        "team": sorted(teams - {""}),
        "shared": (SHARED,),
    }


def _references(binding: Binding, desk: Desk) -> None:
    """Holds every plain reference against its tables; roles and teams only where the model names any."""
    for reference in binding.references:
        tables = [desk.tables[kind] for kind in reference.kinds if kind in desk.tables]
        optional = reference.kinds in (("role",), ("team",)) and not any(tables)
        if tables and not optional and not any(reference.name in table for table in tables):
            desk.unknown(reference.kinds, reference.name, reference.span)
