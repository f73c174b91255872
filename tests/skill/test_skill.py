"""The skill: valid, short, and true; each of its commands runs, and each field it names is printed."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder
from skills_ref import read_properties, validate

from skerry.cli import main
from skerry.cli.arguments import parser_of
from skerry.cli.commands import named
from skerry.render.decomposition.json import schema

ROOT = Path(__file__).parents[2]
SKILL = ROOT / "skill"
NAME = "microservices-orchestrator"
PAGES = [SKILL / "SKILL.md", *sorted((SKILL / "references").glob("*.md"))]
ROW = re.compile(r"^\|(?:[^|]*\|)? ?`(\w+)` \|(.*)\|$", re.MULTILINE)
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


@pytest.mark.parametrize(
    ("verb", "field"),
    [(verb, field) for page in PAGES for verb, cell in ROW.findall(page.read_text()) for field in re.findall(r"`(\.[^`]+)`", cell)],
)  # fmt: skip
def test_every_field_that_is_named_is_printed(verb: str, field: str, printed: Callable[[str], Any]) -> None:
    if verb == "decompose":
        assert _in_schema(field), field
    else:
        assert list(_values(printed(verb), field.split(".")[1:])), field


def test_a_field_that_is_not_printed_is_noticed() -> None:
    assert not _in_schema(".services[].colour")
    assert not list(_values({"a": [{"b": 1}]}, ["a[]", "c"]))


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
    commands = {
        "doctor": [],
        "read": [shop, "--limit", "3"],
        "why": ["bookshop/orders/checkout.py", "--on", shop],
        "check": ["a.arch.yaml"],
        "show": ["t", "a.arch.yaml"],
        "explain": ["M020"],
    }

    def result(verb: str) -> Any:
        main([verb, *commands[verb], "--format", "json"])
        return json.loads(capsys.readouterr().out)

    return result


def _values(value: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield value
        return
    key, rest = path[0].removesuffix("[]"), path[1:]
    if isinstance(value, dict) and key in value:
        for each in value[key] if path[0].endswith("[]") else [value[key]]:
            yield from _values(each, rest)


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


def test_the_wheel_has_it(tmp_path: Path) -> None:
    wheel = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"skerry/skills/{NAME}/{page.relative_to(SKILL)}" for page in PAGES} <= set(names)
