"""What runs is whatever was built last.

Why: The manifest does not say which version runs. Two copies of one service may be two versions, a restart may be a release, and nobody
can go back to what ran yesterday.

Instead: Give each build a tag of its own (a version, a commit) or name it by its digest, and change the manifest with each release.

When: A manifest of an orchestrator gives a service the tag `latest`. An image without any tag is none: tools that deploy (Skaffold,
Kustomize, Tilt) put theirs in. One finding for a fleet.

Source: Kubernetes documentation, Images and Configuration Best Practices ("avoid using the :latest tag"); specification, best practices
of deployment (deploy services independently).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.examples import WORKLOAD
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.OBSERVED, spec=("Deploy services independently",))
SOUND = {"orders.yaml": WORKLOAD}
BROKEN = {"orders.yaml": WORKLOAD.replace("orders:1.4", "orders:latest")}


def check(case: Case) -> Iterator[Hit]:
    """One finding with all services."""
    side = case.seen
    found = [
        node
        for node in (side.fleet.services if side else ())
        if node.image.endswith(":latest") and any(each.reader == "kubernetes" for each in node.evidence)
    ]
    if side is not None and found:
        names = [node.name for node in found]
        what = f"nobody can tell which version of {joined(names)} runs: the tag is `latest`"
        yield Hit(tuple(names), what, side.at(found[0]), related=side.places(found[1:], "here as well"))
