"""A table of each rule on some fleets: how often it finds something, and a sample of what it finds for somebody to judge.

Run: python -m benchmarks.accuracy.rules_on_fleets FOLDER [--sample N] [--seed N] [--persona WHO]: each folder in FOLDER is a fleet. The
table is Markdown; the sample is JSON lines with the place, the claim and what the rule means, and without its reasons, so that who judges
it looks at the code.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path

from skerry.kernel.finding import Finding, Persona
from skerry.rules.catalogue import by_family, catalogue
from skerry.workbench.check import Asked, check


def found(folder: Path, persona: Persona) -> dict[str, list[Finding]]:
    """The findings of every rule on each fleet, by the fleet's name."""
    fleets = sorted(path for path in folder.iterdir() if path.is_dir())
    asked = {path.name: Asked(on=(path,), persona=persona) for path in fleets}
    return {name: list(check(each).report.findings) for name, each in asked.items()}


def table(findings: dict[str, list[Finding]]) -> str:
    """A row a rule, a column a fleet; empty where it finds nothing."""
    names = list(findings)
    counts = Counter((finding.rule, name) for name, each in findings.items() for finding in each)
    lines = ["| rule | all | " + " | ".join(names) + " |", "| --- | ---: |" + " ---: |" * len(names)]
    for family, rules in by_family().items():
        lines.append(f"| **{family}** | |" + " |" * len(names))
        for rule in rules:
            own = [counts[rule.id, name] for name in names]
            cells = " | ".join(str(count or "") for count in own)
            lines.append(f"| {rule.id} | {sum(own) or ''} | {cells} |")
    return "\n".join(lines)


def sample(findings: dict[str, list[Finding]], size: int, seed: int) -> list[dict[str, object]]:
    """As many of each rule as can be, in turns, chosen by a chance that falls alike for each seed. Places are relative to the fleet."""
    rules = catalogue()
    chance = random.Random(seed)
    left: dict[str, list[tuple[str, Finding]]] = {}
    for name, each in findings.items():
        for finding in each:
            left.setdefault(finding.rule, []).append((name, finding))
    for rows in left.values():
        chance.shuffle(rows)
    chosen: list[tuple[str, Finding]] = []
    while len(chosen) < size and any(left.values()):
        chosen += [rows.pop() for rule in sorted(left) if (rows := left[rule])]
    return [
        {"fleet": name, "rule": rules[f.rule].title, "means": rules[f.rule].when, "claim": f.message, "path": _within(name, f.place.path),
         "line": f.place.line, "related": [f"{_within(name, span.path)}:{span.line}" for span, _ in f.related][:4], "id": f.rule}
        for name, f in chosen[:size]
    ]  # fmt: skip


def _within(fleet: str, path: str) -> str:
    """A path below the fleet's folder; `.` for all of it."""
    return path.partition(f"{fleet}/")[2] or "."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=6, metavar="N")
    parser.add_argument("--persona", type=Persona, default=Persona.AUDITOR, choices=list(Persona))
    chosen = parser.parse_args()
    findings = found(chosen.folder, chosen.persona)
    if chosen.sample:
        print("\n".join(json.dumps(row, ensure_ascii=False) for row in sample(findings, chosen.sample, chosen.seed)))
    else:
        print(table(findings))


if __name__ == "__main__":
    main()
