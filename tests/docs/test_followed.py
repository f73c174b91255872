"""The tutorial and the how-to pages, followed as a reader would: commands end as said, and what is shown is what is printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_can_be_followed(page: Path, follow: Callable[[Path], list[Any]]) -> None:
    ran = follow(page)
    assert ran
    assert not [(each.command, each.code, each.err) for each in ran if each.code != each.expected]
