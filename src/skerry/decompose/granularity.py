"""How fine to cut, when nobody says how many services there are.

No folder holds two files of one name, so namesakes (`models.py` here and there, a copied `Outbox.cs`) mostly stand in different
modules: a good cut keeps the ties and parts the namesakes. The resolution taken is the one at which the share of the ties kept exceeds
the share of the namesakes left together most (Youden's J, 1950), those on either side of it agreeing. A system without namesakes gets
the granularity that fitted others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from skerry.decompose.communities import Labels
from skerry.decompose.cut import Cutter
from skerry.decompose.field import Matrix

# Leiden's resolution that came nearest to what people chose, on average; see docs/explanation/decomposition.md.
DEFAULT = 0.7
_TRIED = (0.35, 0.42, 0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0, 2.4, 2.8)
_ENOUGH = 0.1  # share of the files that have namesakes, from which these say something


def granularity(cutter: Cutter) -> float:
    """The resolution of Leiden at which to cut."""
    heard = np.flatnonzero(np.diff(cutter.tied.layer.indptr)[cutter.blocks.of])
    called = cutter.field.called[heard]
    if repeated(called) < _ENOUGH:
        return DEFAULT

    def fit(resolution: float) -> float:
        labels = cutter.tied.communities(resolution, trials=1)
        return kept(cutter.tied.layer, labels) - together(called, labels[cutter.blocks.of][heard])

    return _TRIED[int(np.argmax(smoothed([fit(resolution) for resolution in _TRIED])))]


def smoothed(fits: list[float]) -> NDArray[np.float64]:
    """Each the mean of itself and its two neighbours: a cut that fits by chance has neighbours that don't."""
    return np.asarray(np.convolve(np.pad(fits, 1, mode="edge"), np.full(3, 1 / 3), "valid"))


def repeated(called: Labels) -> float:
    """The share of the files that have a namesake."""
    return float((np.bincount(called)[called] > 1).mean()) if len(called) else 0.0


def kept(layer: Matrix, labels: Labels) -> float:
    """The share of all ties that join two of one part."""
    ties = layer.tocoo()
    return float(ties.data[labels[ties.row] == labels[ties.col]].sum() / max(float(ties.data.sum()), 1e-12))


def together(called: Labels, labels: Labels) -> float:
    """The share of the pairs of namesakes that are in one part; each name counts as much as it has files beyond the first."""
    width = int(labels.max(initial=0)) + 1
    cells, sizes = np.unique(called * width + labels, return_counts=True)
    pairs = np.bincount(cells // width, sizes * (sizes - 1), minlength=int(called.max(initial=0)) + 1)
    files = np.bincount(called)
    shared = files > 1
    weight = (files - 1)[shared]
    return float((weight * pairs[shared] / (files * (files - 1))[shared]).sum() / max(int(weight.sum()), 1))
