"""A baseline: the findings of a day, kept in a file, so that from then on only new ones count."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from skerry.kernel.finding import Finding
from skerry.kernel.json_text import indented
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.rules import problems

SCHEMA = "skerry/baseline/1"


@dataclass(frozen=True, slots=True)
class Delta:
    """What has changed since: findings that are new, those that stood in the baseline, and those of it that are gone, in a line each."""

    new: tuple[Finding, ...]
    same: tuple[Finding, ...] = ()
    gone: tuple[str, ...] = ()


def text(findings: Iterable[Finding]) -> str:
    """The file for these findings, in an order that makes small differences."""
    rows = [{"fingerprint": each.fingerprint, "finding": _line(each)} for each in findings]
    rows.sort(key=lambda row: (row["finding"], row["fingerprint"]))
    return indented({"schema": SCHEMA, "findings": rows}, 1) + "\n"


def parse(path: str, data: str) -> Mapping[str, list[str]] | Problem:
    """The lines of a baseline by fingerprint; two findings may have the same."""
    found: dict[str, list[str]] = {}
    try:
        document = json.loads(data)
        if document["schema"] != SCHEMA:
            raise ValueError(f"its schema is {document['schema']!r}, and not {SCHEMA!r}")
        for row in document["findings"]:
            found.setdefault(str(row["fingerprint"]), []).append(str(row["finding"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"it is no baseline: {error}" if isinstance(error, ValueError) else "it is no baseline"
        return Problem(
            problems.BASELINE, what, Span(path), instead=f"`skerry check --write-baseline {path}` writes one"
        )
    return found


def compare(findings: Iterable[Finding], baseline: Mapping[str, list[str]]) -> Delta:
    """The findings of today held against the baseline."""
    left = Counter({name: len(lines) for name, lines in baseline.items()})
    new, same = [], []
    for finding in findings:
        if left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            same.append(finding)
        else:
            new.append(finding)
    gone = [line for name, number in left.items() if number > 0 for line in baseline[name][-number:]]
    return Delta(tuple(new), tuple(same), tuple(sorted(gone)))


def _line(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}"
