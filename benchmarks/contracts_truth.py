"""Contracts: recall and specificity on pairs that others judged, and how many breaking verdicts on data have a validated witness.

The pairs lie outside of this repository, in `shared/truth` beside it or beside a folder above it (or where SKERRY_TRUTH points); nothing
is measured where they are not. Which cases count is decided by the scorer that comes with them.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import table
from skerry.contracts.change import Change, Ground, Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.run import compare
from skerry.formats.bundle import Bundle, of_texts

FORMATS = ("openapi", "protobuf", "graphql", "asyncapi")
_SUFFIXES = {"graphql": "graphql"}


@dataclass(slots=True)
class Measured:
    """What was found in one format. `reasons` counts breaking verdicts on data without a witness by their reason."""

    right: Counter[bool] = field(default_factory=Counter)
    seen: Counter[bool] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    witnesses: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    impossible: int = 0
    unproven: list[tuple[str, str, str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def recall(self) -> float:
        """The share of breaking cases that are called breaking."""
        return self.right[True] / self.seen[True]

    @property
    def specificity(self) -> float:
        """The share of the other cases that are not."""
        return self.right[False] / self.seen[False]

    @property
    def verdicts(self) -> int:
        """All breaking verdicts on data."""
        return self.witnesses + self.reasons.total()

    @property
    def of_all(self) -> float:
        """The share of them that has a witness."""
        return self.witnesses / self.verdicts if self.verdicts else 1.0

    @property
    def of_possible(self) -> float:
        """The same without those of which it is known that no payload can exist."""
        possible = self.verdicts - self.impossible
        return self.witnesses / possible if possible else 1.0


def truth_folder() -> Path | None:
    """Where the pairs are."""
    given = os.environ.get("SKERRY_TRUTH")
    root = Path(__file__).resolve().parents[1]
    places = [Path(given)] if given else [each / "shared" / "truth" for each in root.parents]
    return next((each for each in places if (each / "score_contracts.py").is_file()), None)


def measured(folder: Path, name: str) -> Measured:
    """All pairs of a format, compared in this process."""
    judge: Callable[[dict[str, Any], str], bool | None] = runpy.run_path(str(folder / "score_contracts.py"))["truth"]
    found = Measured()
    start = time.process_time()
    with (folder / "contracts" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            _case(found, json.loads(line), name, judge)
    found.seconds = time.process_time() - start
    return found


def _case(
    found: Measured, case: dict[str, Any], name: str, judge: Callable[[dict[str, Any], str], bool | None]
) -> None:
    changes = compare(_side(case, name, "before"), _side(case, name, "after"), Options()).changes
    breaking = [change for change in changes if change.level is Level.BREAKING]
    wanted = judge(case, name)
    if wanted is not None:
        found.seen[wanted] += 1
        found.right[wanted] += bool(breaking) is wanted
        if bool(breaking) is not wanted:
            found.wrong.append(case["id"])
    for change in breaking:
        _verdict(found, case["id"], change)


def _verdict(found: Measured, case: str, change: Change) -> None:
    """Counts a verdict on data: one that has a witness, or a reason for having none."""
    if change.proof.ground is Ground.WITNESS:
        found.witnesses += 1
    elif change.proof.unproven is not None:
        found.reasons[change.proof.unproven.value] += 1
        found.impossible += change.proof.unproven.impossible
        found.unproven.append((case, change.rule.id, change.path, change.proof.unproven.value))


def _side(case: dict[str, Any], name: str, side: str) -> Bundle:
    value = case[side]
    if name == "protobuf":
        return of_texts({path: text.encode() for path, text in value.items()})
    text = value if isinstance(value, str) else json.dumps(value)
    return of_texts({f"{side}.{_SUFFIXES.get(name, 'json')}": text.encode()})


def main() -> None:
    """A table of agreement, one of witnesses, and why some have none; SKERRY_TRUTH_EACH=1 lists these one by one."""
    folder = truth_folder()
    if folder is None:
        print("contracts-truth: there are no judged pairs beside this repository; not measured")
        return
    results = {name: measured(folder, name) for name in FORMATS}
    rows = [
        (
            name,
            f"{each.seen[True]} + {each.seen[False]}",
            f"{each.recall:.3f}",
            f"{each.specificity:.3f}",
            f"{each.seconds:.1f}",
        )
        for name, each in results.items()
    ]
    print(table(("format", "cases", "recall", "specificity", "CPU s"), rows), end="\n\n")
    print(
        table(
            ("format", "breaking on data", "witness", "of all", "no payload can exist", "of the others"),
            [*_shares(results)],
        ),
        end="\n\n",
    )
    print(table(("format", "why there is no witness", "verdicts"), [*_reasons(results)]))
    if os.environ.get("SKERRY_TRUTH_EACH"):
        for each in results.values():
            print(
                *("  ".join(row) for row in each.unproven),
                *(f"disagrees: {case}" for case in each.wrong),
                sep="\n",
                file=sys.stdout,
            )


def _shares(results: dict[str, Measured]) -> Iterator[tuple[str, ...]]:
    for name, each in results.items():
        if each.verdicts:
            yield (
                name,
                str(each.verdicts),
                str(each.witnesses),
                f"{each.of_all:.3f}",
                str(each.impossible),
                f"{each.of_possible:.3f}",
            )


def _reasons(results: dict[str, Measured]) -> Iterator[tuple[str, ...]]:
    for name, each in results.items():
        yield from ((name, reason, str(count)) for reason, count in each.reasons.most_common())
