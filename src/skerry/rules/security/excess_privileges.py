"""A container runs as root.

Why: Whoever breaks into the process may change all that is in the container, and has the machine with one more hole in what parts them.

Instead: Run as a user of its own: `USER` in the Dockerfile, `runAsNonRoot` in the pod.

When: A service of ours runs as root as far as its Dockerfile and manifests say; a manifest that gives it another user has the last
word. It is the default of most images, so only auditors are told; for what has the whole machine see `privileged-container`. Of what
Kubernetes manifests alone say speaks `runs-as-root`.

Source: KubeHound / Ponce et al., Smells and refactorings for microservices security, 2022 (unnecessary privileges); Kubernetes
documentation, Pod Security Standards.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.OBSERVED, persona=Persona.AUDITOR)
SOUND = {
    "compose.yaml": """\
services:
  shop: { build: ./shop }
""",
    "shop/Dockerfile": """\
FROM node:22
COPY . .
USER node
CMD ["node", "server.js"]
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  shop: { build: ./shop }
""",
    "shop/Dockerfile": """\
FROM node:22
COPY . .
CMD ["node", "server.js"]
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    side = case.seen
    for node in side.fleet.services if side else ():
        assert side is not None
        as_root = [each for each in side.fleet.traits_of(node.name, "runs-as-root") if not _told(case, each)]
        if as_root and not side.fleet.has(node.name, "runs-as-user"):
            yield Hit((node.name,), f"{node.name} runs as root", side.at(as_root[0]))


def _told(case: Case, trait: Trait) -> bool:
    """Whether the rules of manifests say it already, each container with its place."""
    return case.manifests is not None and all(witness.reader == "kubernetes" for witness in trait.evidence)
