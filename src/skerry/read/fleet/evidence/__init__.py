"""One file a family of evidence: `find(ground) -> Iterator[Link]`, each with a witness as strong as its kind was measured to be right."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from skerry.kernel.registry import modules
from skerry.read.fleet.evidence._screens import Screens
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link


def links(ground: Ground) -> Iterator[Link]:
    """What all families find, family by family."""
    screens = ground.derived(Screens)
    for family in modules(sys.modules[__name__], "skerry.evidence"):
        yield from map(screens.weighed, family.find(ground))
