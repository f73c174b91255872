"""The skill: valid, short, and true; each of its commands runs, and each field it names is printed."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder
from skills_ref import read_properties, validate

from skerry.cli import main
from skerry.cli.arguments import parser_of
from skerry.cli.commands import named
from skerry.render.decomposition.json import schema
from skerry.workbench.models import BY_HAND, EXAMPLES

ROOT = Path(__file__).parents[2]
SKILL = ROOT / "skill"
NAME = "microservices-orchestrator"
PAGES = [SKILL / "SKILL.md", *sorted((SKILL / "references").glob("*.md"))]
PRINTED = {  # what to print the fields of, other than the proposal, whose schema is stated
    "doctor": [],
    "read": ["{shop}", "--limit", "3"],
    "why": ["bookshop/orders/checkout.py", "--on", "{shop}"],
    "check": ["a.arch.yaml"],
    "show": ["t", "a.arch.yaml"],
    "generate": ["all", str(ROOT / "examples/shop")],
    "explain": ["M020"],
}
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def test_the_reference_validator_accepts_it() -> None:
    assert validate(ROOT / "skills" / NAME) == []


def test_the_validator_is_one_that_refuses(tmp_path: Path) -> None:
    wrong = tmp_path / NAME
    shutil.copytree(SKILL, wrong)
    (wrong / "SKILL.md").write_text((SKILL / "SKILL.md").read_text().replace("license:", "licence:", 1))
    assert validate(wrong)


def test_its_head_says_what_an_agent_chooses_by() -> None:
    head = read_properties(ROOT / "skills" / NAME)
    assert head.name == NAME
    assert "Use when" in head.description
    assert "Not for" in head.description
    assert isinstance(head.allowed_tools, str)
    assert "," not in head.allowed_tools
    assert head.allowed_tools.split()


def test_it_is_short_and_one_level_deep() -> None:
    assert len((SKILL / "SKILL.md").read_text().splitlines()) < 200
    assert {path.relative_to(SKILL).parts[0] for path in SKILL.rglob("*") if path.is_file()} == {
        "SKILL.md",
        "references",
    }
    linked = re.findall(r"\]\((references/[^)]+)\)", (SKILL / "SKILL.md").read_text())
    assert set(linked) == {f"references/{page.name}" for page in PAGES[1:]}


@pages
def test_every_command_runs_and_ends_as_the_page_says(page: Path, follow: Callable[[Path], list[Any]]) -> None:
    ran = follow(page)
    assert ran
    assert not [(each.command, each.code, each.err) for each in ran if each.code != each.expected]


@pages
def test_every_option_that_is_mentioned_exists(page: Path) -> None:
    for verb, options in re.findall(r"`(?:skerry )?([a-z]+)((?: [^`]*)?--[^`]*)`", page.read_text()):
        command = named(verb)
        assert command, verb
        known = parser_of(command).format_help()
        assert all(option in known for option in re.findall(r"--[a-z-]+", options)), (verb, options)


def fields(page: Path) -> set[tuple[str, str]]:
    """The fields a page names, with the verb of the table's row; '' where the line is no row of a verb."""
    found = set()
    for line in page.read_text(encoding="utf-8").splitlines():
        row = re.match(r"\|[^|]*\| `(\w+)` \|", line) or re.match(r"\| `(\w+)` \|", line)
        verb = row[1] if row and named(row[1]) else ""
        found |= {(verb, field.replace("[0]", "[]")) for field in re.findall(r"`(\.[^`/]+)`", line)}
    return found


@pages
def test_every_field_that_is_named_is_printed(page: Path, printed: Callable[[str], Any]) -> None:
    def is_printed(verb: str, field: str) -> bool:
        if verb in {"", "decompose"} and _in_schema(field):
            return True
        return any(_values(printed(each), field.split(".")[1:]) for each in ([verb] if verb else PRINTED))

    wrong = [(verb, field) for verb, field in sorted(fields(page)) if not is_printed(verb, field)]
    assert not wrong


def test_a_field_that_is_not_printed_is_noticed() -> None:
    assert not _in_schema(".services[].colour")
    assert not _values({"a": [{"b": 1}]}, ["a[]", "c"])
    assert any(fields(page) for page in PAGES)


@pytest.fixture
def printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Any]:
    """The JSON that a verb prints on the example of a monolith, or on a model with an error."""
    monkeypatch.chdir(tmp_path)
    shop = str(ROOT / "examples/bookshop")
    Path("a.arch.yaml").write_text(
        "arch: 1\nsystem: a\ncontexts: { c: {} }\nservices: { s: { context: d }, t: { context: c } }\n"
    )
    known: dict[str, Any] = {}

    def result(verb: str) -> Any:
        if verb not in known:
            main([verb, *(each.format(shop=shop) for each in PRINTED[verb]), "--format", "json"])
            known[verb] = json.loads(capsys.readouterr().out)
        return known[verb]

    return result


def _values(value: Any, path: list[str]) -> list[Any]:
    if not path:
        return [value]
    key, rest = path[0].removesuffix("[]"), path[1:]
    if not isinstance(value, dict) or key not in value:
        return []
    below = value[key] if path[0].endswith("[]") else [value[key]]
    return [found for each in below for found in _values(each, rest)]


def _in_schema(field: str) -> bool:
    whole = schema()
    here = whole
    for step in field.split(".")[1:]:
        here = here.get("properties", {}).get(step.removesuffix("[]"))
        if here is None:
            return False
        here = here.get("items", here) if step.endswith("[]") else here
        here = whole["$defs"][here["$ref"].rsplit("/", 1)[1]] if "$ref" in here else here
    return True


def test_the_wheel_has_it_and_the_examples(tmp_path: Path) -> None:
    wheel = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"skerry/skills/{NAME}/{page.relative_to(SKILL)}" for page in PAGES} <= set(names)
    shipped = {file for example in EXAMPLES for each in BY_HAND for file in (ROOT / "examples" / example).glob(each)}
    assert {f"skerry/{file.relative_to(ROOT).as_posix()}" for file in shipped} <= set(names)
