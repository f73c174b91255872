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

from skerry.facts.fleet import Trait
from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

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
    """One finding for each service and what it addresses."""
    side = case.seen
    if side is None:
        return
    for node in side.services:
        found: dict[str, list[Trait]] = {}
        for trait in side.fleet.traits_of(node.name, "literal-endpoint"):
            found.setdefault(trait.other, []).append(trait)
        for other, traits in found.items():
            weak = all(trait.value == "weak" for trait in traits)
            place, others = side.along(traits, "and here")
            what = f"{node.name} has {f'the address of {other}' if other else 'an address'} in its code"
            level = Severity.NOTE if weak else None
            subject = (node.name, other) if other else (node.name,)
            yield Hit(
                subject,
                what + (", for when nothing else says it" if weak else ""),
                place,
                related=others[:3],
                severity=level,
            )
        if side.silent(node.name) and not found:
            yield Unknown((node.name,))
