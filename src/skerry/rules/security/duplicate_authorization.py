"""Several services decide who somebody is.

Why: Each keeps passwords or issues tokens in its own way. A person who leaves is removed from one and not from the other, and each is
one more place to attack.

Instead: Let one service, or a product, issue tokens; all others check them.

When: Two or more nodes issue tokens or keep log-ins.

Source: Schneider and Scandariato, 2023 (rules R08, R09); KubeHound / Ponce et al., 2022 (multiple user authentication).
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
  keycloak: { image: quay.io/keycloak/keycloak }
  orders: { image: shop/orders }
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  keycloak: { image: quay.io/keycloak/keycloak }
  accounts: { image: ory/hydra }
  orders: { image: shop/orders }
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for a fleet."""
    side = case.seen
    if side is None:
        return
    issuers = [
        node
        for node in side.fleet.nodes
        if (node.role == "auth" or side.fleet.has(node.name, "issues-tokens")) and not side.aside(node)
    ]
    if len(issuers) > 1:
        names = [node.name for node in issuers]
        message = f"{', '.join(names)} each decide who somebody is"
        yield Hit(tuple(names), message, side.at(issuers[0]), related=side.places(issuers[1:], "decides as well"))
