"""A key stands twice in a map.

Why: The API server refuses it, and other tools take the last one: what stands first has no effect, whatever it says.

Instead: Merge the two.

When: A map of a document that holds an object of Kubernetes has the same key twice.

Source: YAML 1.2, 3.2.1.1; Kubernetes documentation, Field validation (duplicate fields).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment(container="env: [{ name: LEVEL, value: info }]"))
BROKEN = both(deployment(container="env: []\nenv: [{ name: LEVEL, value: info }]"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each key."""
    for each in manifests(case).repeated:
        yield Hit((each.span.path, each.what), each.what, each.span)
