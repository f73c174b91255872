"""Why each file is where it is: the pull of each service on it, family by family, and the strongest three in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from skerry.decompose.constraints import Constraints
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Place, Placement, Reason
from skerry.decompose.weigh import Evidence

_REASONS = 3
_NAMED = 3  # examples in a sentence


@dataclass(frozen=True)
class Placing:
    """Placements of all files of a partition. `order` are the services' names; columns of every pull are in this order."""

    evidence: Evidence
    partition: Partition
    words: dict[str, tuple[str, ...]]
    constraints: Constraints

    @cached_property
    def order(self) -> list[str]:
        """The services."""
        return list(self.partition.services)

    @cached_property
    def _own(self) -> NDArray[np.int64]:
        column = {name: i for i, name in enumerate(self.order)}
        paths = self.evidence.field.paths
        return np.array([column.get(self.partition.service_of.get(path, ""), -1) for path in paths], np.int64)

    @cached_property
    def pulls(self) -> dict[str, NDArray[np.float64]]:
        """By layer: how much each service (column) pulls at each file (row)."""
        known = np.flatnonzero(self._own >= 0)
        member: Any = sp.csr_matrix(
            (np.ones(len(known)), (known, self._own[known])), shape=(len(self._own), len(self.order))
        )
        return {name: np.asarray((self.evidence.weighted(name) @ member).todense()) for name in self.evidence.layers}

    def placements(self) -> dict[str, Placement]:
        """Every placed file's placement, by path."""
        if not self.pulls:
            return {}
        total = np.sum(list(self.pulls.values()), axis=0)
        return {self.evidence.field.paths[i]: self._placement(int(i), total[i]) for i in np.flatnonzero(self._own >= 0)}

    def _placement(self, i: int, pull: NDArray[np.float64]) -> Placement:
        own, path = int(self._own[i]), self.evidence.field.paths[i]
        others = pull.copy()
        others[own] = -1
        second = int(np.argmax(others)) if len(others) > 1 else own
        best = max(float(pull[own]), float(others[second]), 1e-12)
        margin = max(0.0, (float(pull[own]) - max(float(others[second]), 0.0)) / best)
        rival = self.order[second] if others[second] > 0 else ""
        return Placement(path, self.order[own], rival, round(margin, 3), tuple(self._reasons(i, own, pull)))

    def _reasons(self, i: int, own: int, pull: NDArray[np.float64]) -> list[Reason]:
        path, found = self.evidence.field.paths[i], []
        if path in self.constraints.pinned:
            found.append(Reason("constraint", f"the model says that it belongs to {self.order[own]}", 1.0))
        shares: dict[str, float] = defaultdict(float)
        for name, pulls in self.pulls.items():
            if pulls[i, own] > 0:
                shares[name.partition(":")[0]] += float(pulls[i, own]) / max(float(pull[own]), 1e-12)
        for family, share in sorted(shares.items(), key=lambda s: -s[1])[: _REASONS - len(found)]:
            text, places = self._told(family, i)
            found.append(Reason(family, text, round(share, 3), places))
        if not found:
            found.append(Reason("structure", "nothing ties it anywhere strongly; it follows the files beside it", 0.0))
        return found

    # -- each family in words ------------------------------------------------------------------------------------------

    def _told(self, family: str, i: int) -> tuple[str, tuple[Place, ...]]:
        if family == "structure":
            return self._structure(i)
        if family == "names" and (shared := self._shared_words(i)):
            return f"shares the words {_listed(shared)} with it", ()
        near = self._neighbours(family, i)
        places = tuple(Place(self.evidence.field.paths[j], 1) for j in near)
        files = _listed([place.path.rsplit("/", 1)[-1] for place in places])
        said = {
            "names": f"uses the same words as {files}",
            "data": f"is about the same entities as {files}",
            "routes": f"serves routes like those of {files}",
            "events": f"raises or handles events together with {files}",
            "history": f"changes in the same commits as {files}",
            "layout": f"stands in the same folders as {files}",
        }
        if family == "data" and (about := self._about(i)):
            return f"is about {_listed(about)}", places
        return said[family], places

    def _structure(self, i: int) -> tuple[str, tuple[Place, ...]]:
        uses, used_by = self._ties[0].get(i, {}), self._ties[1].get(i, {})
        said, places = [], []
        units = self.evidence.field.graph.units
        for what, ties in (("uses", uses), ("is used by", used_by)):
            if ties:
                best = sorted(ties, key=lambda unit: (-ties[unit][0], unit))
                more = len(best) - _NAMED
                said.append(f"{what} {_listed([units[u].name for u in best[:_NAMED]], more)}")
                places += [self.partition.place(u, ties[u][1] if what == "is used by" else 0) for u in best[:_NAMED]]
        return (" and ".join(said) or "refers to files of it"), tuple(places[: 2 * _NAMED])

    @cached_property
    def _ties(self) -> tuple[dict[int, dict[int, tuple[int, int]]], dict[int, dict[int, tuple[int, int]]]]:
        """Uses within the own service, and users, of each file: the unit (a class or a file) with how often and the first line."""
        field, own = self.evidence.field, self._own
        graph, class_of = field.graph, field.graph.class_of
        uses: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
        used: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
        table = graph.references
        files = field.of_unit
        sources, targets = files[np.array(table.sources, np.int64)], files[np.array(table.targets, np.int64)]
        same = (sources >= 0) & (targets >= 0) & (sources != targets)
        same[same] = own[sources[same]] == own[targets[same]]
        for n in np.flatnonzero(same & (own[sources] >= 0)).tolist():
            source, target, line = table.sources[n], table.targets[n], table.lines[n]
            for ties, at, unit in ((uses, sources[n], target), (used, targets[n], source)):
                whole = class_of[unit] if class_of[unit] >= 0 else graph.file_of[unit]
                times, first = ties[int(at)].get(whole, (0, line))
                ties[int(at)][whole] = (times + 1, min(first, line))
        return uses, used

    def _shared_words(self, i: int) -> list[str]:
        field = self.evidence.field
        vocabulary = field.graph.words.get(field.paths[i])
        own = set(field.stems[i]) | (set(vocabulary.declared) if vocabulary else set())
        return [word for word in self.words.get(self.order[int(self._own[i])], ()) if word in own][:_NAMED]

    def _about(self, i: int) -> list[str]:
        """The anchors in the file's names that have their home in its service."""
        anchors, field = self.evidence.anchors, self.evidence.field
        profile = anchors.profile(0.5)
        row, homes = slice(*profile.indptr[i : i + 2]), self._homes
        best = sorted(zip(profile.data[row].tolist(), profile.indices[row].tolist(), strict=True), reverse=True)
        at_home = [c for _, c in best if any(self._own[field.of_unit[u]] == self._own[i] for u in homes[c])]
        return [field.graph.units[homes[c][0]].name for c in at_home[:_NAMED]]

    @cached_property
    def _homes(self) -> list[tuple[int, ...]]:
        """The classes that bear each anchor."""
        return list(self.evidence.anchors.units.values())

    def _neighbours(self, family: str, i: int) -> list[int]:
        """The nearest files of the own service by a family."""
        found: Counter[int] = Counter()
        for name, layer in self.evidence.layers.items():
            if name.partition(":")[0] == family:
                row = slice(*layer.indptr[i : i + 2])
                columns, weights = layer.indices[row], layer.data[row]
                own = self._own[columns] == self._own[i]
                for j, weight in zip(columns[own].tolist(), weights[own].tolist(), strict=True):
                    found[j] += weight
        return [j for j, _ in found.most_common(_NAMED)]


def _listed(names: list[str], more: int = 0) -> str:
    """`a, b and c`; with `more`, `a, b, c and 4 more`."""
    names = [*names, f"{more} more"] if more > 0 else names
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
