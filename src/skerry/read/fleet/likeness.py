"""What makes two parts alike, as keys that they have in common: from strong ones to weak ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from skerry.read.fleet.groups import folded, infrastructure
from skerry.read.manifests import Part
from skerry.read.manifests._products import bare

_MOST_LISTS = 50
_MOST_WORDS = 4  # of a command, in which the program is named


def entries(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same entry of the same list, which several files may tell of."""
    for at, part in enumerate(rows):
        if part.among:
            yield f"{part.among} {folded(part.name)}", at


def folders(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same folder of source, unless several entries of a list are built of it."""
    users: dict[tuple[str, str], set[str]] = defaultdict(set)
    for part in rows:
        if part.folder is not None and part.among:
            users[part.folder, part.among].add(folded(part.name))
    shared = {folder for (folder, _), names in users.items() if len(names) > 1}
    for at, part in enumerate(rows):
        if part.folder is not None and part.folder not in shared:
            yield part.folder, at


def programs_names(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same name, of what is no well-known product."""
    return _names(rows, [at for at, part in enumerate(rows) if not infrastructure(part)])


def names(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same name; those that a manifest gives before those that only reach it."""
    return _names(rows, range(len(rows)))


def _names(rows: Sequence[Part], among: Sequence[int]) -> Iterator[tuple[str, int]]:
    for at in among:
        yield folded(rows[at].name), at
    for at in among:
        for alias in rows[at].aliases:
            yield folded(alias), at


def closed(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
    """The same name but for its hyphens: `webportal` is `web-portal`."""
    for at, part in enumerate(rows):
        yield folded(part.name).replace("-", ""), at


def images(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
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


def programs(rows: Sequence[Part]) -> Iterator[tuple[str, int]]:
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


def onlys(stands: Sequence[tuple[int, frozenset[str], frozenset[str]]]) -> Iterator[tuple[int, int]]:
    """Pairs of parts that are the only one of a product in two lists which run mostly the same: one broker, deployed in two ways.

    `stands` has a part of each node, the lists in which that stands, and the products that it is.
    """
    own: dict[str, set[int]] = defaultdict(set)  # programs of a list
    products: dict[tuple[str, str], set[int]] = defaultdict(set)
    for at, lists, kinds in stands:
        for each in {
            "@" if name.startswith("@") else name for name in lists
        }:  # a system's folders of Kubernetes are one
            if kinds:
                products[each, min(kinds)].add(at)
            else:
                own[each].add(at)
    for one, other in combinations(sorted(own)[:_MOST_LISTS], 2):
        if 2 * len(own[one] & own[other]) <= min(len(own[one]), len(own[other])):
            continue
        for (each, product), held in products.items():
            others = products.get((other, product), set())
            if each == one and len(held) == len(others) == 1 and held != others:
                yield next(iter(held)), next(iter(others))
