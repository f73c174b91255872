"""What a person has decided: files that stay together, that stay apart, and that belong to a named service. Always kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from skerry.decompose.communities import Labels
from skerry.decompose.field import Matrix


@dataclass(frozen=True, slots=True)
class Constraints:
    """By path. `pinned` maps a file to its service; each group of `together` is placed as one; no pair of `apart` is placed together."""

    pinned: Mapping[str, str]
    together: tuple[frozenset[str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()


FREE = Constraints({})


@dataclass(frozen=True)
class Blocks:
    """Files tied into blocks that move as one: `of` gives each file's block; `pinned` a block's service; `apart` pairs of blocks."""

    of: Labels
    pinned: Mapping[int, str]
    apart: tuple[tuple[int, int], ...]

    @staticmethod
    def made(paths: tuple[str, ...], constraints: Constraints) -> Blocks:
        """The blocks of a list of files. Paths that are not among them are passed over: the code has moved on."""
        number = {path: i for i, path in enumerate(paths)}
        parent = list(range(len(paths)))
        for group in _groups(constraints):
            _tie(parent, [number[path] for path in group if path in number])
        _, of = np.unique([_root(parent, i) for i in range(len(paths))], return_inverse=True)
        pinned = {int(of[number[p]]): s for p, s in constraints.pinned.items() if p in number}
        known = ((a, b) for a, b in constraints.apart if a in number and b in number)
        return Blocks(of, pinned, tuple((int(of[number[a]]), int(of[number[b]])) for a, b in known))

    def contracted(self, layer: Matrix) -> Matrix:
        """The graph of blocks."""
        size, count = len(self.of), int(self.of.max(initial=-1)) + 1
        member = sp.csr_matrix((np.ones(size), (self.of, np.arange(size))), shape=(count, size))
        found = sp.csr_matrix(member @ layer @ member.T)
        found.setdiag(0)
        found.eliminate_zeros()
        return found

    def kept(self, labels: Labels, layer: Matrix) -> Labels:
        """Communities of blocks, split where one holds two services or two that must be apart; the rest goes to the nearer side."""
        rivals = self._rivals()
        found = labels.copy()
        if not rivals:
            return found
        for label in np.unique(labels):
            members = np.flatnonzero(labels == label)
            poles = [b for b in members.tolist() if b in rivals and rivals[b] & set(members.tolist())]
            if len(poles) < 2:
                continue
            pull = np.asarray(layer[members][:, poles].todense())
            side = {int(b): poles[int(np.argmax(pull[i]))] for i, b in enumerate(members)} | {p: p for p in poles}
            for block, pole in side.items():
                if pole != poles[0]:
                    found[block] = len(labels) + pole
        return found

    def enforced(self, labels: Labels, layer: Matrix) -> Labels:
        """The cut with every constraint kept, whatever was joined or left out since; by file, `layer` says what pulls at what.

        A block goes where most of it is, else to the part that pulls it most and that no rival has; else it is a part of its own.
        """
        rivals, found = self._rivals(), labels.copy()
        several = np.flatnonzero(np.bincount(self.of) > 1).tolist()
        taken: dict[int, int] = {}
        for block in dict.fromkeys((*sorted(self.pinned), *sorted(rivals), *several)):
            files = np.flatnonzero(self.of == block)
            if block in self.pinned or (found[files] >= 0).any():
                barred = {taken[rival] for rival in rivals.get(block, ()) if rival in taken}
                found[files] = taken[block] = _home(files, found, layer, barred)
        return found

    def _rivals(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        pairs: Iterable[tuple[int, int]] = [
            (a, b) for a in self.pinned for b in self.pinned if self.pinned[a] != self.pinned[b]
        ]
        for a, b in (*pairs, *self.apart, *((b, a) for a, b in self.apart)):
            found.setdefault(a, set()).add(b)
        return found


def _home(files: Labels, labels: Labels, layer: Matrix, barred: set[int]) -> int:
    """The part that a block of files goes to."""
    count = int(labels.max(initial=-1)) + 1
    others = labels.copy()
    others[files] = -1
    known, row = others >= 0, np.asarray(layer[files].sum(0)).ravel()
    pull = np.bincount(others[known], row[known], minlength=count)
    here = np.bincount(labels[files][labels[files] >= 0], minlength=count)
    best = (
        part for part in np.lexsort((-pull, -here)).tolist() if part not in barred and (here[part] or pull[part] > 0)
    )
    return int(next(best, count))


def contradictions(constraints: Constraints) -> Iterator[tuple[str, str]]:
    """What can't be kept together, each as a path in question and a sentence."""
    groups = _groups(constraints)
    number = {path: i for i, path in enumerate(dict.fromkeys(path for group in groups for path in group))}
    parent = list(range(len(number)))
    for group in groups:
        _tie(parent, [number[path] for path in group])
    first: dict[int, str] = {}
    joined = frozenset[str]().union(*constraints.together)
    for path, service in sorted(constraints.pinned.items(), key=lambda pin: pin[0] not in joined):
        other = first.setdefault(_root(parent, number[path]), path)
        if constraints.pinned[other] != service:
            yield path, f"`{path}` of `{service}` is to be together with `{other}` of `{constraints.pinned[other]}`"
            return  # the rest of the two services would say the same
    for a, b in constraints.apart:
        if a == b or (a in number and b in number and _root(parent, number[a]) == _root(parent, number[b])):
            yield b, f"`{a}` is to be apart from itself" if a == b else f"`{a}` and `{b}` are to be apart, and together"


def _groups(constraints: Constraints) -> list[list[str]]:
    """Files that are placed as one: those said to be, and those of one service."""
    by_service: dict[str, list[str]] = {}
    for path, service in constraints.pinned.items():
        by_service.setdefault(service, []).append(path)
    return [*map(sorted, constraints.together), *by_service.values()]


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _tie(parent: list[int], group: list[int]) -> None:
    for other in group[1:]:
        parent[_root(parent, other)] = _root(parent, group[0])
