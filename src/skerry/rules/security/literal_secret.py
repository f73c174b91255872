"""A password stands in the text.

Why: Whoever can read the repository, an image or a backup has it, for as long as it holds; and nobody can change it without a
deployment.

Instead: Keep it in a secret store, and give the name of the secret: `secret: stripe-key` in a model, `secretKeyRef` in Kubernetes.

When: A key that is called password, secret, token or the like has a plain value in a manifest or configuration of a service, or an
address has one in it. Well-known defaults (guest, root, postgres) count. For files to try it out (a compose file, a profile for
development) see `development-secret`.

Source: KubeHound / Ponce et al., Smells and refactorings for microservices security, 2022 (hardcoded secrets); The Twelve-Factor App,
III.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.examples import WORKLOAD
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.secrets import named, written

ABOUT = About(Severity.WARNING, Needs.OBSERVED)
SOUND = {
    "orders.yaml": WORKLOAD,
}
BROKEN = {
    "orders.yaml": WORKLOAD
    + """\
          env: [{ name: DATABASE_PASSWORD, value: sesame }]
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each node, at the first of them."""
    side = case.seen
    for node in side.fleet.nodes if side else ():
        assert side is not None
        found = written(side, node, tried=False)
        if found:
            place, others = side.along(found, "another one")
            yield Hit(
                (node.name,), f"{node.name} is given a secret in plain text{named(found)}", place, related=others[:4]
            )
