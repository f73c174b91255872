"""The reference page lists what is declared, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from skerry.render.language import TERMS, page, records

PAGE = Path(__file__).parents[2] / "docs/reference/language.md"


def sections() -> dict[str, set[str]]:
    """The keys that the page lists, by the heading they stand under."""
    found: dict[str, set[str]] = {}
    for part in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        found[part.split("\n", 1)[0]] = set(re.findall(r"^\| `([^`]+)`", part, re.MULTILINE))
    return found


def test_every_key_is_listed_under_its_record() -> None:
    listed = sections()
    for record in records():
        assert listed[record.name[0].upper() + record.name[1:]] == {key.name for key in record.keys}


def test_every_key_says_what_it_means() -> None:
    about = [key.about for record in records() for key in record.keys]
    assert all(not text[0].islower() and text.endswith(".") and len(text.split()) >= 3 for text in about)


def test_every_grammar_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"### {module.__name__.rpartition('.')[2]}\n" in text for module in TERMS)
    assert text == page()
