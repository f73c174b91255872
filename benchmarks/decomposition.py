"""How close cuts come to what people decided, with each family of evidence off in turn.

usage: python benchmarks/decomposition.py CHECKOUTS [TRUTH ...]
CHECKOUTS holds a folder per system, called as its truth file calls it; TRUTH are folders of truth files (default
../shared/truth/decompose). A system without a checkout is passed over, saying so. Layout and history are off throughout: with
modular monoliths the folders are the answer. Prints ARI and MoJoFM without and with the number of services told.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from skerry.decompose.cut import Cut, Cutter
from skerry.decompose.field import Field
from skerry.decompose.granularity import granularity
from skerry.decompose.weigh import FAMILIES, Evidence
from skerry.facts.graph import FactGraph
from skerry.read.codebase import ReadOptions, read

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "truth"
_ALWAYS_OFF = frozenset({"layout", "history"})
_FEW = 30  # scored files below which a system says little

Row = tuple[float, float, float, float]  # ARI and MoJoFM without the number of services, then with it


@dataclass(frozen=True, slots=True)
class Known:
    """A system whose people have decided: path to service."""

    name: str
    graph: FactGraph
    truth: dict[str, str]


def main(arguments: list[str]) -> int:
    """A table of means, one line for each choice of evidence."""
    if not arguments or not _SHARED.exists():
        print("passed over: a folder of checkouts and the shared truth are needed")
        return 0
    scorer = _scorer(_SHARED / "score_decompose.py")
    folders = [Path(a) for a in arguments[1:]] or [_SHARED / "decompose"]
    known = list(_known(Path(arguments[0]), folders))
    if not known:
        print("passed over: no system has a checkout")
        return 0
    for off in ("", *(family for family in FAMILIES if family not in _ALWAYS_OFF)):
        rows = {system.name: _row(system, _ALWAYS_OFF | {off}, scorer) for system in known}
        _print(f"without {off}" if off else "all", rows, known, by_system=not off)
    return 0


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_decompose", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _known(checkouts: Path, folders: list[Path]) -> Iterator[Known]:
    for file in sorted(file for folder in folders for file in folder.glob("*.json")):
        told = json.loads(file.read_text("utf-8"))
        checkout = checkouts / told["system"]
        if checkout.exists():
            yield Known(told["system"], read(checkout, ReadOptions(history=False)), told["assignment"])
        else:
            print(f"passed over: {told['system']} has no checkout in {checkouts}")


def _row(system: Known, without: frozenset[str], scorer: ModuleType) -> Row:
    cutter = Cutter(Evidence(Field.of(system.graph), without))
    free, told = cutter.at(granularity(cutter)), cutter.of(len(set(system.truth.values())))
    return (*_score(cutter, free, system, scorer), *_score(cutter, told, system, scorer))


def _score(cutter: Cutter, cut: Cut, system: Known, scorer: ModuleType) -> tuple[float, float]:
    where = {
        path: str(label) for path, label in zip(cutter.field.paths, cut.labels.tolist(), strict=True) if label >= 0
    }
    found = {unit: where.get(unit, f"left out: {unit}") for unit in system.truth}
    return scorer.ari(found, system.truth), scorer.mojofm(found, system.truth)


def _print(title: str, rows: dict[str, Row], known: list[Known], by_system: bool) -> None:
    if by_system:
        for name, row in rows.items():
            print(_line(name, row), flush=True)
    large = [rows[system.name] for system in known if len(system.truth) >= _FEW]
    print(_line(f"{title}: mean of {len(rows)}", _mean(list(rows.values()))))
    print(_line(f"{title}: mean of the {len(large)} larger", _mean(large)), flush=True)


def _mean(rows: list[Row]) -> Row:
    ari, mojofm, ari_told, mojofm_told = (sum(column) / max(1, len(rows)) for column in zip(*rows, strict=True))
    return ari, mojofm, ari_told, mojofm_told


def _line(title: str, row: Row) -> str:
    return f"{title:<36} ARI {row[0]:.2f} MoJoFM {row[1]:4.1f} | number told: ARI {row[2]:.2f} MoJoFM {row[3]:4.1f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
