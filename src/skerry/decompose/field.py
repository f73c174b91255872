"""The field of a decomposition: the files that are to be placed, what their units are called, and what refers to what among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import REFERENCE_KINDS
from skerry.facts.vocabulary import Vocabulary
from skerry.kernel.words import singular, split

Matrix = Any  # a scipy.sparse.csr_matrix of floats; scipy ships no types
CLASSES = frozenset({"class", "interface", "enum", "struct"})

# Roles that are placed. Tests follow what they test, and vendored code is nobody's.
_PLACED = frozenset({"source", "script", "generated", "migration"})
_FOLLOW = frozenset({"migration", "generated"})
# An import says less than what is done with it, and it is nearly always done in the same file; a string may be a coincidence.
_WEIGHTS = {kind: 1.0 for kind in REFERENCE_KINDS} | {"import": 0.5, "string": 0.7}


@dataclass(frozen=True)
class Field:
    """Files are numbered by their position in `files` (unit indices of the graph), which is an order by content, not by path."""

    graph: FactGraph
    files: tuple[int, ...]

    @staticmethod
    def of(graph: FactGraph, documents: frozenset[str] | None = None) -> Field:
        """All files of a graph that are written in a programming language (`documents` names the other formats) and are placed."""
        documents = graph.documents if documents is None else documents
        placed = (
            i
            for i, unit in enumerate(graph.units)
            if unit.kind == "file" and unit.role in _PLACED and unit.language not in documents
        )
        within = _names_within(graph)
        return Field(graph, tuple(sorted(placed, key=lambda i: _content(graph, i, within.get(i, ())))))

    def __len__(self) -> int:
        return len(self.files)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The files' paths."""
        return tuple(self.graph.units[i].path for i in self.files)

    @cached_property
    def number(self) -> dict[int, int]:
        """Unit index of a file to its number."""
        return {unit: n for n, unit in enumerate(self.files)}

    @cached_property
    def of_unit(self) -> NDArray[np.int64]:
        """For each unit of the graph the number of its file, -1 if that is not placed."""
        return np.array([self.number.get(file, -1) for file in self.graph.file_of], np.int64)

    @cached_property
    def stems(self) -> tuple[tuple[str, ...], ...]:
        """The words of each file's name, singular, without its extension."""
        return tuple(words(self.graph.units[i].name.split(".", 1)[0]) for i in self.files)

    @cached_property
    def called(self) -> NDArray[np.int64]:
        """For each file the number of its name; namesakes have the same. No folder holds two of them."""
        names = [self.graph.units[i].name for i in self.files]
        return np.asarray(np.unique(names, return_inverse=True)[1], np.int64)

    @cached_property
    def classes(self) -> tuple[tuple[int, ...], ...]:
        """The class-like units of each file."""
        found: list[list[int]] = [[] for _ in self.files]
        for i, unit in enumerate(self.graph.units):
            if unit.kind in CLASSES and self.of_unit[i] >= 0:
                found[self.of_unit[i]].append(i)
        return tuple(map(tuple, found))

    @cached_property
    def followers(self) -> NDArray[np.bool_]:
        """Files that say nothing of their own (migrations, generated code, no declarations): they follow what they refer to."""
        silent = Vocabulary()
        return np.array(
            [
                self.graph.units[unit].role in _FOLLOW or not self.graph.words.get(path, silent).declared
                for unit, path in zip(self.files, self.paths, strict=True)
            ],
            bool,
        )

    @cached_property
    def references(self) -> Matrix:
        """How much file i refers to file j: strengths of all its references added up, in the logarithm of their sum."""
        table = self.graph.references
        if not len(table):
            return sp.csr_matrix((len(self), len(self)))
        sources, targets = self.of_unit[np.array(table.sources)], self.of_unit[np.array(table.targets)]
        kinds = np.array([_WEIGHTS[kind] for kind in REFERENCE_KINDS])[np.array(table.kinds)]
        weights = kinds * np.array(table.strengths) / 100
        own = (sources >= 0) & (targets >= 0) & (sources != targets)
        found = sp.coo_matrix((weights[own], (sources[own], targets[own])), shape=(len(self), len(self))).tocsr()
        # Rounded, since the order of adding up depends on the order of paths.
        found.data = np.round(1 + 0.5 * np.log(np.maximum(found.data, 0.3) / 0.3), 9)
        return found


def _names_within(graph: FactGraph) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for i, unit in enumerate(graph.units):
        if unit.parent >= 0:
            found.setdefault(graph.file_of[i], []).append(unit.name)
    return found


def _content(graph: FactGraph, file: int, within: Sequence[str]) -> tuple[object, ...]:
    """What a file is, wherever it stands: an order by it is the same under other names of folders. The path parts only twins."""
    unit = graph.units[file]
    vocabulary = graph.words.get(unit.path, Vocabulary())
    said = (sorted(vocabulary.declared.items()), sorted(vocabulary.mentioned.items()))
    return unit.name, unit.language, list(within), unit.end, said, unit.path


@lru_cache(maxsize=100_000)
def words(name: str) -> tuple[str, ...]:
    """The words of an identifier in the singular."""
    return tuple(singular(word) for word in split(name))


def matrix(rows: Iterable[dict[int, float]], columns: int) -> Matrix:
    """A sparse matrix from a dictionary a row."""
    indptr, indices, data = [0], [], []
    for row in rows:
        for column in sorted(row):
            indices.append(column)
            data.append(row[column])
        indptr.append(len(indices))
    return sp.csr_matrix(
        (np.array(data, float), np.array(indices, np.int64), np.array(indptr)), shape=(len(indptr) - 1, columns)
    )


def unit_rows(found: Matrix) -> Matrix:
    """Each row scaled to length 1."""
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(1)).ravel())
    lengths[lengths == 0] = 1
    return sp.csr_matrix(sp.diags(1 / lengths) @ found)


def normed(found: Matrix) -> Matrix:
    """A symmetric layer scaled so that all its weights add up to 1: layers are compared by what they are given, not by their size."""
    both = sp.csr_matrix(found + found.T)
    total = both.sum()
    return sp.csr_matrix(both / total) if total else both
