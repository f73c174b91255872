"""Findings as SARIF 2.1.0, which code hosts and editors show beside the code (OASIS standard, 27 March 2020)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from skerry import __version__
from skerry.kernel.finding import Finding
from skerry.kernel.json_text import indented
from skerry.kernel.problem import Severity
from skerry.kernel.span import Span
from skerry.render.report import Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(report: Report) -> str:
    """One run with its rules and results."""
    names = sorted({finding.rule for finding in report.findings})
    index = {name: position for position, name in enumerate(names)}
    driver = {"name": "skerry", "version": __version__, "rules": [_rule(name, report) for name in names]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index) for finding in report.findings],
    }
    return indented({"version": "2.1.0", "runs": [run]}, 2) + "\n"


def _rule(name: str, report: Report) -> dict[str, Any]:
    code = report.rules.get(name)
    if code is None:
        return {"id": name}
    return {
        "id": name,
        "name": code.title,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.about.strip()},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    text = " ".join(part for part in (finding.message, finding.why, finding.fix) if part)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.place)],
        "properties": {"confidence": str(finding.confidence), "persona": str(finding.persona)},
    }
    if finding.subject:
        result["partialFingerprints"] = {"skerry/1": finding.fingerprint}
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(span), "message": {"text": role}}
            for number, (span, role) in enumerate(finding.related, start=1)
        ]
    return result


def _location(span: Span) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": quote(span.path.replace("\\", "/"))}}
    known = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    if span.line:
        where["region"] = {name: value for name, value in known.items() if value}
    return {"physicalLocation": where}
