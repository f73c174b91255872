"""A password stands in what is only there to try the system out.

Why: It is harmless as long as it opens nothing but a developer's machine. It becomes the password of a server on the day on which
somebody takes the file as a start.

Instead: Say in the file that it is for development, take the value from a file that is not kept (`env_file`, user secrets), or use
one that is wrong anywhere else.

When: A key that is called password, secret, token or the like has a plain value in a compose file, or in a profile or folder for
development, tests or a demo, whose name does not say production. One finding for each file; only auditors are told.

Source: The Twelve-Factor App, III; KubeHound / Ponce et al., Smells and refactorings for microservices security, 2022 (hardcoded
secrets).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.kernel.words import counted
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.secrets import named, written

ABOUT = About(Severity.NOTE, Needs.OBSERVED, persona=Persona.AUDITOR)
SOUND = {
    "compose.yaml": """\
services:
  orders: { image: shop/orders, environment: { DATABASE_PASSWORD: '${DATABASE_PASSWORD}' } }
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  orders: { image: shop/orders, environment: { DATABASE_PASSWORD: sesame } }
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each file, with all whose secrets stand in it."""
    side = case.seen
    files: dict[str, list[Trait]] = {}
    for node in side.fleet.nodes if side else ():
        assert side is not None
        for trait in written(side, node, tried=True):
            files.setdefault(trait.evidence[0].path, []).append(trait)
    for _, found in sorted(files.items()):
        assert side is not None
        names = tuple(dict.fromkeys(trait.node for trait in found))
        who = names[0] if len(names) == 1 else counted(len(names), "node")
        place, others = side.along(found, "another one")
        yield Hit(
            names, f"a secret of {who} stands here in plain text, to try it out{named(found)}", place, related=others
        )
