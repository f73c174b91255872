"""Which parts are the same node: told by the folder of their source, by a name in common, by the image that is built of a folder.

Evidence is taken from the strongest to the weakest, and what would make two different entries of one list (two services of a compose
file, two workloads of a namespace) the same is refused: so a name that was copied into the wrong file joins nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from skerry.read.fleet import likeness
from skerry.read.fleet.groups import Groups, folded
from skerry.read.manifests import Part
from skerry.read.manifests._products import product

__all__ = ["folded", "merged"]


def merged(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts of each node, best name first. Parts that only are built, and that nothing runs, are left out."""
    rows = list(parts)
    groups = Groups(rows)
    groups.join(likeness.entries(rows))
    groups.join(likeness.folders(rows))
    groups.join(likeness.programs_names(rows), weak=True)
    groups.relate()
    for keys in (likeness.names, likeness.closed, likeness.images, likeness.programs):
        groups.join(keys(rows), weak=True)
    for one, other in list(likeness.onlys(list(groups.stands()))):
        groups.unite(one, other, weak=True)
    found = groups.all()
    ours = any(_runs_ours(group) for group in found)
    claimed = Counter(name for group in found for name in {folded(part.name) for part in group})

    def best(part: Part) -> tuple[bool, int, bool]:
        """A name that several nodes claim is that of the one whose manifest runs it under this name."""
        contested = claimed[folded(part.name)] > 1
        return contested and not part.among, -part.rank, contested

    return [sorted(group, key=best) for group in found if _runs(group, ours)]


def _runs(group: Sequence[Part], ours: bool) -> bool:
    """Whether something runs it; where no manifest runs anything that is ours, whatever is built to run does."""
    return any(part.runs or (part.serves and not ours) for part in group)


def _runs_ours(group: Sequence[Part]) -> bool:
    """Whether a manifest runs it, and it is no well-known product."""
    return any(part.runs and part.among for part in group) and not any(
        part.role or product(part.image)[0] for part in group
    )
