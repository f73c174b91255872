"""A container may do more than it needs.

Why: Whoever breaks into a process that runs as root, or privileged, has the machine, and with it all others that run there.

Instead: Run as a user of its own (`USER` in the Dockerfile, `runAsNonRoot` in the pod), without privileges and capabilities.

When: A service of ours runs privileged (an error), or as root as far as its Dockerfile and manifests say. Of what Kubernetes manifests
alone say, `privileged-container` and `runs-as-root` speak.

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
        privileged = [each for each in side.fleet.traits_of(node.name, "privileged") if not _told(case, each)]
        as_root = [each for each in side.fleet.traits_of(node.name, "runs-as-root") if not _told(case, each)]
        if privileged:
            yield Hit((node.name,), f"{node.name} runs privileged", side.at(privileged[0]), severity=Severity.ERROR)
        elif as_root:
            yield Hit((node.name,), f"{node.name} runs as root", side.at(as_root[0]))


def _told(case: Case, trait: Trait) -> bool:
    """Whether the rules of manifests say it already, each container with its place."""
    return case.manifests is not None and all(witness.reader == "kubernetes" for witness in trait.evidence)
