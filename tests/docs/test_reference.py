"""What the documents list is what the code has."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from skerry.cli.commands import COMMANDS
from skerry.workbench.explain import catalogue

ROOT = Path(__file__).parents[2]
PAGES = runpy.run_path(str(ROOT / "docs/reference/generate.py"))["pages"]()
DOCUMENTS = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SHORT = {"ARCHITECTURE.md": 65, "AGENTS.md": 60}


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs/reference" / name).read_text() == PAGES[name], "run `make docs`"


def test_the_pages_name_every_command_and_every_code() -> None:
    assert all(f"## skerry {command.verb}\n" in PAGES["cli.md"] for command in COMMANDS)
    assert all(
        f"### {code.id} {code.title}\n" in PAGES["problems.md"] for codes in catalogue().values() for code in codes
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_command_that_a_document_shows_exists(path: Path) -> None:
    shown = re.findall(r"(?:`|^\$? ?)skerry ([a-z]+)\b", path.read_text(), re.MULTILINE)
    planned = re.findall(r"\bnot yet: (.*)", path.read_text())
    known = {command.verb.partition(" ")[0] for command in COMMANDS} | set(re.findall(r"[a-z]+", " ".join(planned)))
    assert set(shown) <= known


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_make_target_that_a_document_shows_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(), re.MULTILINE)) <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
    assert not [link for link in links if not (path.parent / link).exists()]


@pytest.mark.parametrize("name", SHORT)
def test_what_is_read_first_is_short(name: str) -> None:
    assert len((ROOT / name).read_text().splitlines()) <= SHORT[name]


def test_who_audits_the_journal_is_told_its_size_and_all_of_its_files() -> None:
    page = (ROOT / "docs/explanation/journal.md").read_text()
    files = {path.name: path for path in (ROOT / "src/skerry_runtime/saga/journal").glob("*.py")}
    lines = sum(len(path.read_text().splitlines()) for path in files.values())
    told = int(re.search(r"fewer than ([\d,]+) lines", page)[1].replace(",", ""))  # type: ignore[index]
    assert told - 200 < lines < told
    assert {name for name in files if f"`{name}`" not in page} == {"__init__.py"}
