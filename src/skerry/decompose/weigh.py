"""All evidence in one graph: the layers of the families that take part, each scaled to 1 and then given its weight.

The weights were chosen over seventeen systems (docs/explanation/decomposition.md has the table, with each family off), and each in a
wide plateau; none serves one system.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from skerry.decompose.anchors import Anchors
from skerry.decompose.communities import Labels, communities
from skerry.decompose.evidence import data, events, history, layout, names, routes, structure
from skerry.decompose.field import Field, Matrix, normed
from skerry.decompose.neighbours import walked

FAMILIES = ("structure", "names", "data", "routes", "events", "history", "layout")
_WEIGHTS = {
    "structure": 2.0,
    "names": 1.0,
    "data": 0.5,
    "data: foreign keys": 0.05,
    "data: transactions": 0.05,
    "routes": 0.05,
    "events": 0.1,
    "history": 0.1,
    "layout": 1.5,
}
_ROUNDS = 2  # of weighing words by how well they tell the parts of the last cut apart


@dataclass(frozen=True)
class Evidence:
    """The layers of a field, by family; `without` names the families that are switched off."""

    field: Field
    without: frozenset[str] = frozenset()

    @cached_property
    def anchors(self) -> Anchors:
        """What the system is about; without the data family nothing is."""
        return Anchors.of(self.field) if "data" not in self.without else Anchors(self.field, {})

    @cached_property
    def near(self) -> Matrix:
        """How near files stand by reference; without structure none stands nearer than others."""
        return walked(structure.layer(self.field, self.anchors) if "structure" not in self.without else self._nothing)

    @cached_property
    def layers(self) -> dict[str, Matrix]:
        """Every layer that takes part and says anything, scaled to a sum of 1."""
        field = self.field
        makers: dict[str, Callable[[], Matrix]] = {
            "structure": lambda: structure.layer(field, self.anchors),
            "data": lambda: data.layer(field, self.anchors, self.near),
            "data: foreign keys": lambda: data.keys(field),
            "data: transactions": lambda: data.transactions(field),
            "routes": lambda: routes.layer(field),
            "events": lambda: events.layer(field),
            "history": lambda: history.layer(field),
            "layout": lambda: layout.layer(field),
        }
        found = {name: normed(make()) for name, make in makers.items() if name.partition(":")[0] not in self.without}
        if "names" not in self.without:
            found["names"] = self._names(found)
        return {name: layer for name, layer in found.items() if layer.nnz}

    @cached_property
    def coverage(self) -> dict[str, float]:
        """The share of the files that each layer says something about: few ties must not weigh as much as many."""
        return {name: _covered(layer) for name, layer in self.layers.items()}

    @cached_property
    def all(self) -> Matrix:
        """The weighted sum of all layers."""
        return self._sum(self.layers)

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The families that had something to say."""
        return tuple(f for f in FAMILIES if any(name.partition(":")[0] == f for name in self.layers))

    def weighted(self, name: str) -> Matrix:
        """One layer as it goes into the sum."""
        return sp.csr_matrix(self.layers[name] * (_WEIGHTS[name] * self.coverage[name]))

    def _names(self, others: dict[str, Matrix]) -> Matrix:
        rows = names.rows(self.field)
        layer = normed(names.layer(self.field, rows, self.near))
        for _ in range(_ROUNDS):
            labels: Labels = communities(self._sum(others | {"names": layer}), 1.0)
            layer = normed(names.layer(self.field, rows, self.near, labels))
        return layer

    @property
    def _nothing(self) -> Matrix:
        return sp.csr_matrix((len(self.field), len(self.field)))

    def _sum(self, layers: dict[str, Matrix]) -> Matrix:
        total = self._nothing
        for name, layer in layers.items():
            total = total + layer * (_WEIGHTS[name] * _covered(layer))
        return sp.csr_matrix(total)


def _covered(layer: Matrix) -> float:
    return float((np.diff(layer.indptr) > 0).mean()) if layer.shape[0] else 0.0
