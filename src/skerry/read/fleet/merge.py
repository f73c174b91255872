"""Which parts are the same node: told by the folder of their source, by a name in common, by the image that is built of a folder.

Evidence is taken from the strongest to the weakest, and what would make two different entries of one list (two services of a compose
file, two workloads of a namespace) the same is refused: so a name that was copied into the wrong file joins nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from skerry.read.manifests import Part
from skerry.read.manifests._products import bare, product

_MOST_WORDS = 4  # of a command, in which the program is named
_VERSION = re.compile(r"-(v\d+|canary|stable|blue|green|primary|preview)$")
_FOLD = re.compile(r"[^a-z0-9]+")


def folded(name: str) -> str:
    """A name as it is compared: lower case, with runs of all other characters as one hyphen."""
    return _FOLD.sub("-", name.lower()).strip("-")


def merged(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts of each node, best name first. Parts that only are built, and that nothing runs, are left out."""
    rows = without_versions(list(parts))
    groups = _Groups(rows)
    groups.join(_entries(rows))
    groups.join(_folders(rows))
    for keys in (_names, _closed, _images, _programs):
        groups.join(keys(rows), weak=True)
    found = groups.all()
    ours = any(_runs_ours(group) for group in found)
    claimed = Counter(name for group in found for name in {folded(part.name) for part in group})

    def best(part: Part) -> tuple[bool, int]:
        """A name that several nodes claim is that of the one whose manifest runs it under this name."""
        return claimed[folded(part.name)] > 1 and not part.among, -part.rank

    return [sorted(group, key=best) for group in found if _runs(group, ours)]


def without_versions(rows: Sequence[Part]) -> list[Part]:
    """Versions of one thing that run side by side, as `reviews-v1` and `reviews-v2` of one image, under the name without the version."""
    stems = [_VERSION.sub("", part.name) for part in rows]
    images = [_VERSION.sub("", bare(part.image)) for part in rows]
    entries = {
        (part.among, stem, image, part.name)
        for part, stem, image in zip(rows, stems, images, strict=True)
        if part.among
    }
    versions = Counter(entry[:3] for entry in entries)
    several = [
        stem != part.name and versions[part.among, stem, image] > 1
        for part, stem, image in zip(rows, stems, images, strict=True)
    ]
    return [
        replace(part, name=stem, aliases=(*part.aliases, part.name)) if one else part
        for part, stem, one in zip(rows, stems, several, strict=True)
    ]


def _runs(group: Sequence[Part], ours: bool) -> bool:
    """Whether something runs it; where no manifest runs anything that is ours, whatever is built to run does."""
    return any(part.runs or (part.serves and not ours) for part in group)


def _runs_ours(group: Sequence[Part]) -> bool:
    """Whether a manifest runs it, and it is no well-known product."""
    return any(part.runs and part.among for part in group) and not any(
        part.role or product(part.image)[0] for part in group
    )


class _Groups:
    """Sets of parts that grow together (union-find), each with its names in the lists in which it stands, its folders and products."""

    def __init__(self, rows: Sequence[Part]) -> None:
        self._rows = rows
        self._leader = list(range(len(rows)))
        self._among = [{part.among: folded(part.name)} if part.among else {} for part in rows]
        self._folders = [{part.folder} if part.folder is not None else set() for part in rows]
        self._products = [{technology} if (technology := product(part.image)[1]) else set() for part in rows]

    def join(self, keys: Iterable[tuple[str, int]], *, weak: bool = False) -> None:
        """Makes parts with the same key one, unless they are different entries of a list.

        Of a weak key, what is built of different folders, or is another product, is not the same either.
        """
        held: dict[str, list[int]] = defaultdict(list)
        for key, at in keys:
            held[key].append(at)
        for rows in held.values():
            for at in rows[1:]:
                self._unite(rows[0], at, weak)

    def _find(self, at: int) -> int:
        while self._leader[at] != at:
            self._leader[at] = self._leader[self._leader[at]]
            at = self._leader[at]
        return at

    def _unite(self, one: int, other: int, weak: bool) -> None:
        a, b = self._find(one), self._find(other)
        if a != b and not self._apart(a, b) and not (weak and self._unlike(a, b)):
            self._leader[b] = a
            for sets in (self._folders, self._products):
                sets[a] |= sets[b]
            self._among[a] |= self._among[b]

    def _apart(self, a: int, b: int) -> bool:
        return any(self._among[a].get(among, name) != name for among, name in self._among[b].items())

    def _unlike(self, a: int, b: int) -> bool:
        folders = [(one, other) for one in self._folders[a] for other in self._folders[b]]
        if folders and not any(_within(one, other) or _within(other, one) for one, other in folders):
            return True
        return bool(self._products[a] and self._products[b]) and not self._products[a] & self._products[b]

    def all(self) -> list[list[Part]]:
        """The groups, each in the order of its parts."""
        found: dict[int, list[Part]] = defaultdict(list)
        for at, part in enumerate(self._rows):
            found[self._find(at)].append(part)
        return list(found.values())


def _within(folder: str, other: str) -> bool:
    return not other or folder == other or folder.startswith(f"{other}/")


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
        if part.folder is not None and part.folder not in shared:
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


def _programs(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """One of several programs of a folder, which the command names: `entrypoint: orders` starts `cmd/orders`."""
    for at, part in enumerate(rows):
        if not part.among and part.folder is not None:
            yield folded(part.name), at
        elif part.folder is not None:
            said = [setting.value for setting in part.settings if setting.how == "argument" and not setting.key]
            for word in said[:_MOST_WORDS]:
                yield folded(word.rpartition("/")[2].partition(".")[0]), at


def _cuts(name: str) -> list[int]:
    return [found.end() for found in re.finditer("-", name)]
