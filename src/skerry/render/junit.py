"""Findings as a JUnit report, which every CI server shows: one suite per file, one failed case per finding."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree

from skerry.kernel.finding import Finding
from skerry.kernel.problem import Severity
from skerry.render.report import Report
from skerry.render.snippet import visible


def junit(report: Report) -> str:
    """The document; a clean report has one passed case, for servers that take an empty one for a broken run."""
    root = ElementTree.Element("testsuites", name="skerry")
    for path, findings in groupby(report.findings, key=lambda finding: finding.place.path):
        _suite(root, path, list(findings))
    if not report.findings:
        suite = ElementTree.SubElement(root, "testsuite", name="skerry", tests="1", failures="0", errors="0")
        ElementTree.SubElement(suite, "testcase", name="check", classname="skerry")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ElementTree.Element, path: str, findings: list[Finding]) -> None:
    failed = [finding for finding in findings if finding.severity is not Severity.NOTE]
    suite = ElementTree.SubElement(
        root, "testsuite", name=visible(path), tests=str(len(findings)), failures=str(len(failed)), errors="0"
    )
    for finding in findings:
        name = visible(f"{finding.rule} {finding.place}")
        case = ElementTree.SubElement(suite, "testcase", name=name, classname=visible(path))
        text = "\n".join(visible(part) for part in (finding.message, finding.why, finding.fix) if part)
        if finding in failed:
            failure = ElementTree.SubElement(case, "failure", message=visible(finding.message), type=finding.rule)
            failure.text = text
        else:
            ElementTree.SubElement(case, "system-out").text = text
