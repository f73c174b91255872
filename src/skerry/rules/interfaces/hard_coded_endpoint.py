"""The address of another service stands in the code.

Why: Whoever moves it, scales it or runs it somewhere else has to change and release all that call it.

Instead: Take addresses from the environment, the configuration or a registry, under the name of the service.

When: An IP address, or a host with its port, of something else stands in source code: a warning. A name of a service that is only
used where the environment does not say otherwise: a note.

Source: Taibi and Lenarduzzi, On the Definition of Microservice Bad Smells, IEEE Software 35(3), 2018 (hard-coded endpoints);
Wiggins, The Twelve-Factor App, 2011 (config).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from skerry.facts.fleet import Trait
from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(
    Severity.WARNING, Needs.OBSERVED, Confidence.MEDIUM, Persona.REGULAR, spec=("Implement service discovery",)
)
SOUND = {
    "compose.yaml": """\
services:
  orders: { build: ./orders, environment: { STOCK_URL: 'http://stock:8080' } }
  stock: { build: ./stock }
""",
    "orders/app.py": 'import os\n\nimport requests\n\n\ndef stock():\n    return requests.get(os.environ["STOCK_URL"] + "/items")\n',
    "stock/app.py": 'from flask import Flask\n\napp = Flask("stock")\n',
}
BROKEN = {
    **SOUND,
    "orders/app.py": 'import requests\n\n\ndef stock():\n    return requests.get("http://10.1.2.3:8080/items")\n',
}


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service with all that it addresses; another one for what it only does where nothing else is said."""
    side = case.seen
    if side is None:
        return
    for node in side.services:
        found: dict[str, list[Trait]] = {}
        for trait in side.fleet.traits_of(node.name, "literal-endpoint"):
            found.setdefault(trait.other, []).append(trait)
        weak = {other for other, traits in found.items() if all(trait.value == "weak" for trait in traits)}
        if strong := [other for other in found if other not in weak]:
            yield _hit(side, node.name, strong, found)
        if weak:
            hit = _hit(side, node.name, sorted(weak), found)
            yield replace(hit, message=f"{hit.message}, for when nothing else says it", severity=Severity.NOTE)
        if side.silent(node.name) and not found:
            yield Unknown((node.name,))


def _hit(side: Side, node: str, others: list[str], found: dict[str, list[Trait]]) -> Hit:
    named = [other for other in others if other]
    what = f"the address{'es' if len(named) > 1 else ''} of {joined(named)}" if named else "an address"
    place, places = side.along([trait for other in others for trait in found[other]], "and here")
    return Hit((node, *named), f"{node} has {what} in its code", place, related=places)
