"""What a check found, as one value: every format is a function of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from skerry.kernel.finding import Finding
from skerry.kernel.problem import Code


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in the order of their places, what their rules mean, how many were suppressed, verdicts on the whole."""

    findings: tuple[Finding, ...]
    rules: Mapping[str, Code] = field(default_factory=dict)
    suppressed: int = 0
    verdicts: tuple[Mapping[str, Any], ...] = ()


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By place, then rule and message; each once."""
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.place, finding.rule, finding.message))


def report(
    findings: Iterable[Finding],
    rules: Iterable[Code] = (),
    suppressed: int = 0,
    verdicts: Iterable[Mapping[str, Any]] = (),
) -> Report:
    """A report with each finding once."""
    return Report(tuple(in_order(findings)), {rule.id: rule for rule in rules}, suppressed, tuple(verdicts))
