"""One container runs several services.

Why: They can't be scaled, limited, restarted or deployed apart, and the orchestrator sees one process where there are several: if one
dies, nobody notices.

Instead: Give each its own container; what has to be close stands in one pod as a sidecar.

When: A Dockerfile, its entry point or a pod starts two or more servers of ours (`supervisord`, `&`, a process manager with several
programs, two business containers in a pod).

Source: Neri et al., Design principles, architectural smells and refactorings for microservices, 2020 (multiple services in one
container).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.OBSERVED)
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
RUN apt-get install -y supervisor
CMD ["supervisord", "-n"]
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each container."""
    side = case.seen
    for node in side.fleet.services if side else ():
        assert side is not None
        for trait in list(side.fleet.traits_of(node.name, "several-processes"))[:1]:
            what = f" ({trait.value})" if trait.value else ""
            yield Hit((node.name,), f"the container of {node.name} runs several processes{what}", side.at(trait))
