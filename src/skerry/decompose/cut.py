"""One flat cut out of all evidence: communities at a granularity, kept to the constraints, and freed of what is no service.

A community is no service if nothing in it is stored or served and it uses hardly anything of the others, while many use it: that is
a library in all but name. A file that nothing ties to anything is nobody's. A few files that hang on a service are part of it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from skerry.decompose.communities import Labels, Tied, renumbered
from skerry.decompose.constraints import FREE, Blocks, Constraints
from skerry.decompose.field import Field, Matrix
from skerry.decompose.weigh import Evidence
from skerry.facts.kinds import Endpoint, Entity

NOWHERE = -1
_SMALLEST = 0.01  # share of all files below which a community is a hanger-on …
_FEWEST = 3  # … or this many files
_GIVES = 0.1  # a library's own uses of others are less than this share of the uses it sees
_USED_BY = 0.4  # and at least this share of the other communities use it
# Resolutions among which an exact number is looked for.
_FINER = tuple(np.geomspace(0.1, 6.0, 24).tolist())
_FAR = 2  # times as many parts as services: what is left of finer cuts is no better


@dataclass(frozen=True)
class Cut:
    """`labels` number each file's service from 0; -1 belongs to none. `resolution` is Leiden's; larger is finer."""

    labels: Labels
    resolution: float

    @property
    def services(self) -> int:
        """How many services there are."""
        return int(self.labels.max(initial=-1)) + 1


@dataclass(frozen=True)
class Cutter:
    """Makes cuts of one body of evidence at any granularity."""

    evidence: Evidence
    constraints: Constraints = FREE

    @property
    def field(self) -> Field:
        """The files that are cut."""
        return self.evidence.field

    @cached_property
    def blocks(self) -> Blocks:
        """Files tied together by constraints."""
        return Blocks.made(self.field.paths, self.constraints)

    @cached_property
    def tied(self) -> Tied:
        """All evidence, between blocks; that of followers is left out."""
        leads = sp.diags((~self._follows).astype(float))
        return Tied(self.blocks.contracted(leads @ self.evidence.all @ leads))

    @cached_property
    def _follows(self) -> NDArray[np.bool_]:
        """Files that are placed after all others; what a constraint has put somewhere leads."""
        return self.field.followers & ~self._held

    @cached_property
    def _domain(self) -> NDArray[np.bool_]:
        """Files that store or serve something."""
        found = np.zeros(len(self.field), bool)
        for fact in (*self.field.graph.of(Entity), *self.field.graph.of(Endpoint)):
            file = self.field.of_unit[fact.unit]
            if file >= 0:
                found[file] = True
        return found

    @cached_property
    def _held(self) -> NDArray[np.bool_]:
        """Files that a constraint has put somewhere: never moved or dropped."""
        return np.array([path in self.constraints.pinned for path in self.field.paths], bool)

    def at(self, resolution: float, shaken: Tied | None = None, seed: int = 1) -> Cut:
        """The cut at a resolution; `shaken` stands in for the evidence (in blocks): then one trial is enough."""
        own = self.tied if shaken is None else shaken
        trials = 3 if shaken is None else 1
        blocks = self.blocks.kept(own.communities(resolution, seed, trials), own.layer)
        labels = renumbered(blocks[self.blocks.of])
        return Cut(self._enforced(self._cleared(labels)), resolution)

    def of(self, services: int) -> Cut:
        """The cut into so many services: of every cut with enough parts those that hold most, the rest dissolved; the best of all these.

        Best is what has the highest modularity (Newman 2004). Where no cut has enough parts, all that the finest has are taken.
        """
        wanted = max(services, len({s for p, s in self.constraints.pinned.items() if p in set(self.field.paths)}))
        parted = cache(self._parted)
        enough = bisect_left(_FINER, wanted, key=lambda resolution: len(self._holders(parted(resolution).labels)))
        best, highest = Cut(np.full(len(self.field), NOWHERE, np.int64), 0.0), -np.inf
        for resolution in _FINER[enough:] or _FINER[-1:]:
            found = parted(resolution)
            kept = self._holders(found.labels)[:wanted]
            labels = self._dissolved(found.labels, sorted(kept))
            quality = self._modularity(labels) - (wanted - len(kept))
            if quality > highest:
                best, highest = Cut(labels, resolution), quality
            if found.services > _FAR * wanted:
                break
        return Cut(self._enforced(self._followed(best.labels)), best.resolution)

    def _enforced(self, labels: Labels) -> Labels:
        """Labels after which no constraint is broken, whatever folding, joining and following did."""
        return labels if self.constraints == FREE else _compact(self.blocks.enforced(labels, self.evidence.all))

    def _parted(self, resolution: float) -> Cut:
        """Communities as they come, constraints kept; files without any tie, followers and libraries are in none."""
        blocks = self.blocks.kept(self.tied.communities(resolution), self.tied.layer)
        labels = self._leading(renumbered(blocks[self.blocks.of]))
        return Cut(self._without_libraries(labels), resolution)

    def _holders(self, labels: Labels) -> list[int]:
        """The parts that could be services, those that a constraint holds first, then those home to most that the system is about."""
        known = labels >= 0
        about, sizes = np.bincount(labels[known], self._anchored[known]), np.bincount(labels[known])
        held = np.isin(np.arange(len(sizes)), labels[self._held & known])
        order = np.lexsort((-sizes, -about, ~held)).tolist()
        return [part for part in order if held[part] or about[part] or sizes[part] >= _FEWEST]

    def _modularity(self, labels: Labels) -> float:
        """Newman's: the share of all ties within parts, less what chance would put there."""
        member = _members(labels)
        inside = float((member.T @ self.evidence.all @ member).diagonal().sum())
        volumes = member.T @ np.asarray(self.evidence.all.sum(1)).ravel()
        total = max(float(self.evidence.all.sum()), 1e-12)
        return inside / total - float(((volumes / total) ** 2).sum())

    def _dissolved(self, labels: Labels, kept: list[int]) -> Labels:
        """Files of other parts go one by one to the kept part that pulls them most, nearest ones first."""
        found = np.where(np.isin(labels, kept), labels, NOWHERE)
        while kept and len(free := np.flatnonzero((found < 0) & (labels >= 0))):
            pull = np.asarray((self.evidence.all[free] @ _members(found)).todense())
            pulled = pull.max(1) > 0
            if not pulled.any():
                break
            found[free[pulled]] = pull[pulled].argmax(1)
        return _compact(found)

    @cached_property
    def _anchored(self) -> NDArray[np.bool_]:
        """Files that the system is about: they store, serve or declare an anchor; without any such, all files."""
        found = self._domain.copy()
        found[list(self.evidence.anchors.homes)] = True
        return found if found.any() else np.ones(len(self.field), bool)

    # -- what is no service --------------------------------------------------------------------------------------------

    def _cleared(self, labels: Labels) -> Labels:
        labels = self._folded(self._leading(labels))
        return self._followed(self._without_libraries(labels))

    def _leading(self, labels: Labels) -> Labels:
        """Without files that nothing ties to anything, and without followers."""
        lonely = np.asarray(self.evidence.all.sum(1)).ravel() == 0
        return _compact(np.where((lonely & ~self._held) | self._follows, NOWHERE, labels))

    def _without_libraries(self, labels: Labels) -> Labels:
        return _compact(np.where(np.isin(labels, self._libraries(labels)), NOWHERE, labels))

    def _followed(self, labels: Labels) -> Labels:
        """Followers join the service that they refer to most, else the one that all evidence pulls them to; else none."""
        both = self.field.references + self.field.references.T
        found, member = labels.copy(), _members(labels)
        for layer in (self.evidence.all, both) if member.shape[1] else ():
            pull = np.asarray((layer @ member).todense())
            sure = self._follows & (pull.max(1) > 0)
            found[sure] = np.argmax(pull[sure], axis=1)
        return found

    def _folded(self, labels: Labels) -> Labels:
        """Small communities join the one that pulls them most; smallest first, so that crumbs can gather."""
        least = max(_FEWEST, round(_SMALLEST * (labels >= 0).sum()))
        held = set(labels[self._held].tolist())
        sizes = np.bincount(labels[labels >= 0], minlength=int(labels.max(initial=0)) + 1)
        for label in np.argsort(sizes, kind="stable").tolist():
            members = np.flatnonzero(labels == label)
            if len(members) >= least or not len(members) or label in held:
                continue
            pull = self._pull(members, labels)
            pull[label] = 0
            if pull.max(initial=0) > 0:
                labels[members] = int(np.argmax(pull))
        return labels

    def _pull(self, members: NDArray[np.int64], labels: Labels) -> NDArray[np.float64]:
        row = np.asarray(self.evidence.all[members].sum(0)).ravel()
        known = labels >= 0
        return np.asarray(np.bincount(labels[known], row[known], minlength=int(labels.max(initial=0)) + 1), float)

    def _libraries(self, labels: Labels) -> list[int]:
        count = int(labels.max(initial=-1)) + 1
        known = np.flatnonzero(labels >= 0)
        member = sp.csr_matrix((np.ones(len(known)), (labels[known], known)), shape=(count, len(labels)))
        uses = np.asarray((member @ self.field.references @ member.T).todense())
        np.fill_diagonal(uses, 0)
        serves = np.bincount(labels[known], self._domain[known], minlength=count)
        held = set(labels[self._held].tolist())
        used_by = (uses > 0).sum(0)
        return [
            i
            for i in range(count)
            if not serves[i]
            and i not in held
            and used_by[i] >= max(2, _USED_BY * (count - 1))
            and uses[i].sum() < _GIVES * uses[:, i].sum()
        ]


def _members(labels: Labels) -> Matrix:
    """Files by the part that they are in."""
    known = np.flatnonzero(labels >= 0)
    shape = (len(labels), int(labels.max(initial=-1)) + 1)
    return sp.csr_matrix((np.ones(len(known)), (known, labels[known])), shape=shape)


def _compact(labels: Labels) -> Labels:
    found = np.full(len(labels), NOWHERE, np.int64)
    known = labels >= 0
    if known.any():
        found[known] = renumbered(labels[known])
    return found
