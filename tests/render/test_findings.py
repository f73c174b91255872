"""The formats that machines read."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from skerry.kernel.finding import Finding, finding_of
from skerry.kernel.problem import Code, Problem, Severity
from skerry.kernel.span import Span
from skerry.render.findings import FORMATS
from skerry.render.report import report

UNKNOWN = Code("M101", "Unknown name", "A name that nothing declares.")
PLACE = Span("a b/shop.arch.yaml", 3, 14, 3, 19)
FULL = finding_of(
    Problem(UNKNOWN, "no context 'ordrs' | 100%", PLACE, "why", "write 'orders'", ((Span("x", 1), "declared here"),))
)
NOTE = Finding("M301", Severity.NOTE, "odd\nthing", Span("z"))
REPORT = report([NOTE, FULL, FULL], [UNKNOWN], suppressed=2)


def test_json() -> None:
    document = json.loads(FORMATS["json"](REPORT))
    assert list(document) == ["schema", "findings", "suppressed", "verdicts"]
    assert document["suppressed"] == 2
    assert document["findings"][0] == {
        "rule": "M101",
        "severity": "error",
        "confidence": "high",
        "persona": "regular",
        "message": "no context 'ordrs' | 100%",
        "why": "why",
        "place": {"path": "a b/shop.arch.yaml", "line": 3, "column": 14, "end_line": 3, "end_column": 19},
        "related": [{"place": {"path": "x", "line": 1}, "message": "declared here"}],
        "fix": {"about": "write 'orders'"},
    }
    assert document["findings"][1]["place"] == {"path": "z"}


def test_github_annotations_are_escaped_and_one_line_each() -> None:
    first, second = FORMATS["github"](REPORT).splitlines()
    assert first == (
        "::error file=a b/shop.arch.yaml,line=3,endLine=3,col=14,endColumn=19,title=M101"
        "::no context 'ordrs' | 100%25. why. write 'orders'"
    )
    assert second == "::notice file=z,title=M301::odd%0Athing"


def test_markdown_keeps_its_columns() -> None:
    lines = FORMATS["markdown"](REPORT).splitlines()
    assert lines[2] == (
        "| error | M101 | `a b/shop.arch.yaml:3:14` | no context 'ordrs' \\| 100%<br>*write 'orders'* |"
    )
    assert len(lines) == 4


def test_junit_has_a_case_per_finding_and_fails_those_that_matter() -> None:
    root = ElementTree.fromstring(FORMATS["junit"](REPORT))
    assert [(s.get("name"), s.get("tests"), s.get("failures")) for s in root] == [
        ("a b/shop.arch.yaml", "1", "1"),
        ("z", "1", "0"),
    ]
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.text == "no context 'ordrs' | 100%\nwhy\nwrite 'orders'"


def test_junit_stays_xml_whatever_a_message_holds() -> None:
    hostile = Finding("M1", Severity.ERROR, "\x00\x1b<&]]>\ud800", Span("\x01"))
    ElementTree.fromstring(FORMATS["junit"](report([hostile])))


def test_a_clean_junit_report_has_one_passed_case() -> None:
    root = ElementTree.fromstring(FORMATS["junit"](report([])))
    assert len(root.findall("testsuite/testcase")) == 1
    assert root.find("testsuite/testcase/failure") is None


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_something_to_say_of_a_clean_run(form: str) -> None:
    text = FORMATS[form](report([]))
    assert isinstance(text, str)
    assert text.endswith("\n") or form == "github"


def test_sarif() -> None:
    """The shape was held against the OASIS schema once; this keeps what that schema asks for."""
    document = json.loads(FORMATS["sarif"](REPORT))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["M101", "M301"]
    assert rules[0]["fullDescription"]["text"] == UNKNOWN.about
    first, second = run["results"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert [result["level"] for result in run["results"]] == ["error", "note"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b/shop.arch.yaml"},
        "region": {"startLine": 3, "startColumn": 14, "endLine": 3, "endColumn": 19},
    }
    assert first["relatedLocations"][0]["message"] == {"text": "declared here"}
    assert "region" not in second["locations"][0]["physicalLocation"]
