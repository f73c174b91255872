"""More languages and databases than the people can master.

Why: Each one has its own way to build, watch, patch and fail, and somebody has to know it at night.

Instead: Agree on a few, with a reason for each that differs.

When: More languages than 3, and than three for each five services; or more than two engines of relational databases; or more than
one broker.

Source: Taibi and Lenarduzzi, IEEE Software 35(3), 2018 (too many standards).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM, Persona.PEDANTIC)
RELATIONAL = frozenset(["postgres", "mysql", "mariadb", "sqlserver", "mssql", "oracle", "db2"])
_MARKUP = frozenset(["html", "css", "sql", "yaml", "json", "xml", "shell", "properties", ""])
BROKEN = """
contexts: { sales: {} }
services:
  a-service: { context: sales, stores: { main: { postgres: a } } }
  b-service: { context: sales, stores: { main: { mysql: b } } }
  c-service: { context: sales, stores: { main: { oracle: c } } }
"""
SOUND = BROKEN.replace("oracle", "postgres")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each kind of standard."""
    for side in case.sides:
        languages = _languages(side)
        if len(languages) > max(3, 0.6 * len(side.services)):
            yield Hit(
                ("languages",),
                f"{len(languages)} languages for {len(side.services)} services: {joined(languages, 12)}",
                side.whole,
            )
        engines = _technologies(side, "database") & RELATIONAL
        if len(engines) > 2:
            yield Hit(
                ("databases",), f"{len(engines)} engines of relational databases: {joined(sorted(engines))}", side.whole
            )
        brokers = _technologies(side, "broker") - {""}
        if len(brokers) > 1:
            yield Hit(("brokers",), f"{len(brokers)} kinds of brokers: {joined(sorted(brokers))}", side.whole)


def _languages(side: Side) -> list[str]:
    if side.system is not None:
        found = {service.runs.language for service in side.system.services.values() if service.runs}
    else:
        found = {trait.value for trait in side.fleet.traits if trait.name == "source-read"}
    return sorted(found - _MARKUP)


def _technologies(side: Side, role: str) -> set[str]:
    return {node.technology for node in side.fleet.nodes if node.role == role}
