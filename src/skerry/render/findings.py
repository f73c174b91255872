"""Findings for machines and reviews, one function of a report per format; SARIF and JUnit have files of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from skerry.kernel.finding import Finding
from skerry.kernel.json_text import indented
from skerry.kernel.problem import Severity
from skerry.kernel.span import Span
from skerry.render.junit import junit
from skerry.render.report import Report
from skerry.render.sarif import sarif

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def as_json(report: Report) -> str:
    """The stable shape that agents and scripts read (`skerry/check/1`)."""
    document = {
        "schema": "skerry/check/1",
        "findings": [finding_row(finding) for finding in report.findings],
        "suppressed": report.suppressed,
        "verdicts": list(report.verdicts),
    }
    return indented(document, 2) + "\n"


def finding_row(finding: Finding) -> dict[str, Any]:
    """One finding as JSON values."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "persona": str(finding.persona),
        "message": finding.message,
        "why": finding.why,
        "place": place_row(finding.place),
        "related": [{"place": place_row(span), "message": role} for span, role in finding.related],
        "fix": _fix(finding),
        **({"subject": list(finding.subject), "fingerprint": finding.fingerprint} if finding.subject else {}),
    }


def _fix(finding: Finding) -> dict[str, Any] | None:
    """What to do, and the change of the model that does it, where a tool can make it."""
    edit = {"edit": {"path": list(finding.edit.path), "value": finding.edit.value}} if finding.edit else {}
    return {"about": finding.fix, **edit} if finding.fix or edit else None


def place_row(span: Span) -> dict[str, Any]:
    """A place as JSON values; what is not known is left out."""
    return {
        "path": span.path,
        **{name: value for name in _NUMBERS if (value := getattr(span, name))},
    }


_NUMBERS = ("line", "column", "end_line", "end_column")


def github(report: Report) -> str:
    """Workflow commands that GitHub shows as annotations beside the lines of a pull request."""
    return "".join(_annotation(finding) for finding in report.findings)


def _annotation(finding: Finding) -> str:
    span = finding.place
    where = {
        "file": span.path,
        "line": span.line,
        "endLine": span.end_line,
        "col": span.column,
        "endColumn": span.end_column,
    }
    if span.end_line > span.line:  # GitHub takes columns only within one line
        del where["col"], where["endColumn"]
    known = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in where.items() if value)
    text = ". ".join(part.rstrip(".") for part in (finding.message, finding.why, finding.fix) if part)
    return f"::{_LEVELS[finding.severity]} {known},title={_escaped(finding.rule, ':,')}::{_escaped(text)}\n"


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def markdown(report: Report) -> str:
    """A table for a comment on a pull request."""
    if not report.findings:
        return "Nothing was found.\n"
    rows = ["| | rule | place | finding |", "| --- | --- | --- | --- |", *map(_row, report.findings)]
    return "\n".join(rows) + "\n"


def _row(finding: Finding) -> str:
    parts = (finding.message, f"*{finding.fix}*" if finding.fix else "")
    cells = (str(finding.severity), finding.rule, f"`{finding.place}`", "<br>".join(filter(None, parts)))
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "json": as_json,
    "sarif": sarif,
    "junit": junit,
    "github": github,
    "markdown": markdown,
}
