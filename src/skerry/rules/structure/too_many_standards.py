"""A language, a framework and a database for every service.

Why: Freedom of choice ends where nobody can help out in another team, where each library has to be patched five times, and where
what all need (logs, traces, clients) is written five times.

Instead: Agree on one or two paved roads, and let a team leave them with a reason that is written down.

When: More than three languages for five services (and more for more: one for every two), or more than two database products of
one kind.

Source: Taibi and Lenarduzzi, IEEE Software 35(3), 2018 (too many standards); Walker et al., Automated Code-Smell Detection in
Microservices, 2020.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM, Persona.PEDANTIC)
SOUND = """
contexts: { shop: {} }
services:
  a-service: { context: shop, runs: { image: a, language: go } }
  b-service: { context: shop, runs: { image: b, language: go } }
  c-service: { context: shop, runs: { image: c, language: java } }
  d-service: { context: shop, runs: { image: d, language: java } }
  e-service: { context: shop }
"""
BROKEN = """
contexts: { shop: {} }
services:
  a-service: { context: shop, stores: { main: { postgres: a } } }
  b-service: { context: shop, stores: { main: { mysql: b } } }
  c-service: { context: shop, stores: { main: { oracle: c } } }
  d-service: { context: shop }
  e-service: { context: shop }
"""


FEWEST = 5  # services
LANGUAGES = 3
PRODUCTS = 2
_RELATIONAL = frozenset(["postgres", "mysql", "mariadb", "sqlserver", "oracle", "cockroachdb"])
_DOCUMENTS = frozenset(["mongodb", "couchdb", "couchbase", "dynamodb", "firestore"])
_QUEUES = frozenset(["kafka", "rabbitmq", "nats", "activemq", "artemis", "pulsar"])


def check(case: Case) -> Iterator[Hit]:
    """One finding for languages, one for each kind of product."""
    for side in case.sides:
        if len(side.services) < FEWEST:
            continue
        spoken = sorted(_languages(side))
        if len(spoken) > max(LANGUAGES, (len(side.services) + 1) // 2):
            yield Hit(
                ("languages",),
                f"{len(side.services)} services in {len(spoken)} languages: {', '.join(spoken)}",
                side.whole,
            )
        products = {node.technology for node in side.fleet.nodes}
        for kind, known in (
            ("relational databases", _RELATIONAL),
            ("document stores", _DOCUMENTS),
            ("brokers", _QUEUES),
        ):
            if len(used := sorted(products & known)) > PRODUCTS:
                yield Hit((kind,), f"{len(used)} {kind}: {', '.join(used)}", side.whole)


def _languages(side: Side) -> set[str]:
    if side.system is not None:
        return {
            service.runs.language for service in side.system.services.values() if service.runs and service.runs.language
        }
    code = side.code
    folders = {folder: node.name for node in side.services for folder in node.folders if folder}
    found: dict[str, dict[str, int]] = {}
    for unit in code.units if code else ():
        if unit.parent < 0 and unit.role == "source":
            home = next((folders[part] for part in _parents(unit.path) if part in folders), "")
            if home:
                counts = found.setdefault(home, {})
                counts[unit.language] = counts.get(unit.language, 0) + unit.end
    return {max(counts, key=lambda language: counts[language]) for counts in found.values()}


def _parents(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path
