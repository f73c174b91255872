"""Which parts are the same node: told by the folder of their source, by a name in common, by the image that is built of a folder.

Evidence is taken from the strongest to the weakest, and what would make two different entries of one list (two services of a compose
file, two workloads of a namespace) the same is refused: so a name that was copied into the wrong file joins nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from skerry.read.manifests import Part
from skerry.read.manifests._products import bare

_FOLD = re.compile(r"[^a-z0-9]+")


def folded(name: str) -> str:
    """A name as it is compared: lower case, with runs of all other characters as one hyphen."""
    return _FOLD.sub("-", name.lower()).strip("-")


def merged(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts of each node, best name first. Parts that only are built, and that nothing runs, are left out."""
    rows = list(parts)
    groups = _Groups(rows)
    for keys in (_entries, _folders, _names, _closed, _images):
        groups.join(keys(rows))
    found = groups.all()
    ours = any(part.runs and _is_ours(group) for group in found for part in group)
    claimed = Counter(name for group in found for name in {folded(part.name) for part in group})

    def best(part: Part) -> tuple[bool, int]:
        """A name that several nodes claim is that of the one whose manifest runs it under this name."""
        return claimed[folded(part.name)] > 1 and not part.among, -part.rank

    return [sorted(group, key=best) for group in found if _runs(group, ours)]


def _runs(group: Sequence[Part], ours: bool) -> bool:
    """Whether something runs it; where no manifest runs anything that is built here, whatever is built to run does."""
    return any(part.runs or (part.serves and not ours) for part in group)


def _is_ours(group: Sequence[Part]) -> bool:
    return any(part.folder is not None for part in group)


class _Groups:
    """Sets of parts that grow together (union-find), each with the lists in which it stands and its name there."""

    def __init__(self, rows: Sequence[Part]) -> None:
        self._rows = rows
        self._leader = list(range(len(rows)))
        self._among = [{part.among: folded(part.name)} if part.among else {} for part in rows]

    def join(self, keys: Iterable[tuple[str, int]]) -> None:
        """Makes parts with the same key one; a key that different entries of one list have is nobody's."""
        held: dict[str, list[int]] = defaultdict(list)
        for key, at in keys:
            held[key].append(at)
        for rows in held.values():
            for at in rows[1:]:
                self._unite(rows[0], at)

    def _find(self, at: int) -> int:
        while self._leader[at] != at:
            self._leader[at] = self._leader[self._leader[at]]
            at = self._leader[at]
        return at

    def _unite(self, one: int, other: int) -> None:
        a, b = self._find(one), self._find(other)
        if a != b and all(self._among[a].get(among, name) == name for among, name in self._among[b].items()):
            self._leader[b] = a
            self._among[a] |= self._among[b]

    def all(self) -> list[list[Part]]:
        """The groups, each in the order of its parts."""
        found: dict[int, list[Part]] = defaultdict(list)
        for at, part in enumerate(self._rows):
            found[self._find(at)].append(part)
        return list(found.values())


# -- evidence, from strong to weak ---------------------------------------------------------------------------------------


def _entries(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same entry of the same list, which several files may tell of."""
    for at, part in enumerate(rows):
        if part.among:
            yield f"{part.among} {folded(part.name)}", at


def _folders(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same folder of source, unless several entries of a list are built of it."""
    users: dict[tuple[str, str], set[str]] = defaultdict(set)
    for part in rows:
        if part.folder is not None and part.among:
            users[part.folder, part.among].add(folded(part.name))
    shared = {folder for (folder, _), names in users.items() if len(names) > 1}
    for at, part in enumerate(rows):
        if part.folder and part.folder not in shared:
            yield part.folder, at


def _names(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same name, whichever it is; of those that a manifest gives before those that only reach it."""
    for at, part in enumerate(rows):
        yield folded(part.name), at
    for at, part in enumerate(rows):
        for alias in part.aliases:
            yield folded(alias), at


def _closed(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same name but for its hyphens: `webportal` is `web-portal`."""
    for at, part in enumerate(rows):
        yield folded(part.name).replace("-", ""), at


def _images(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """An image that is named as a folder or a part, with a prefix that others share: `shop-cart` is built of `cart`."""
    images = {
        at: folded(bare(part.image).rpartition("/")[2])
        for at, part in enumerate(rows)
        if part.image and not part.folder
    }
    prefixes = Counter(name[:end] for name in set(images.values()) for end in _cuts(name))
    ends: dict[str, int] = {}
    for at, part in enumerate(rows):
        for name in (folded((part.folder or "").rpartition("/")[2]), folded(part.name) if not part.among else ""):
            if name:
                ends.setdefault(name, at)
    for at, image in images.items():
        for end in (0, *(end for end in _cuts(image) if prefixes[image[:end]] > 1)):
            if image[end:] in ends:
                yield image, ends[image[end:]]
                yield image, at
                break


def _cuts(name: str) -> list[int]:
    return [found.end() for found in re.finditer("-", name)]
