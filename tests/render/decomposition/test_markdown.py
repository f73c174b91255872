"""What a reviewer reads in a pull request."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.decompose.proposal import Proposal
from skerry.render.decomposition.markdown import as_markdown, code, text, why_markdown

ESCAPED = re.compile(r"\\.")


def cells(line: str) -> int:
    """How many cells a reader of GitHub's tables sees."""
    return ESCAPED.sub("", line).count("|") - 1


def test_it_has_what_a_reviewer_decides_on(shop: Proposal) -> None:
    found = as_markdown(shop)
    wanted = (
        "## shop: split a little\n",
        "### Contexts (6)\n",
        "| `catalog-service` | supporting | 13 | 1,820 | Product, Category |",
        "### Crossings, the strongest ties first (9)\n",
        "**OrderPlacement** at `shop/checkout/views.py:118`",
        "(undo: refund the payment)",
        "(no way back from here)",
        "1. **read-heavy**: catalog-service, customer-service",
        "<details><summary>Alternatives</summary>",
        "- note: the history was not read",
    )
    assert [each for each in wanted if each not in found] == []


def test_what_a_limit_leaves_out_is_counted(shop: Proposal) -> None:
    found = as_markdown(shop, limit=2)
    assert "### Contexts (2 of 6)" in found
    assert "and 28 crossings of weaker boundaries" in found
    assert "stock-service" not in found.split("### Crossings")[0]


def test_where_nothing_is_cut_it_is_one_sentence(shop: Proposal) -> None:
    assert as_markdown(replace(shop, services=())) == f"## shop\n\n{shop.verdict.sentence}\n"


def test_why_has_the_reasons_with_their_places(shop: Proposal) -> None:
    found = why_markdown(shop, "shop/basket/reports.py")
    assert found.startswith("### `shop/basket/reports.py` belongs to `order-service`\n")
    assert re.search(r"^- \d+% structure: ", found, re.MULTILINE)
    assert why_markdown(shop, "shop/settings.py").startswith(
        "### `shop/settings.py` belongs to no service: framework glue\n"
    )


@given(name=st.text(max_size=40))
def test_no_name_can_be_read_as_markup(name: str) -> None:
    assert "\n" not in text(name) + code(name)
    assert not set(ESCAPED.sub("", text(name))) & set("<|`*[")
    assert not re.search(r"@\w", text(name))
    assert cells(f"| {text(name)} | {code(name)} |") == 2


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_every_table_is_a_table_whatever_the_names(data: st.DataObject, proposals: st.SearchStrategy[Proposal]) -> None:
    for block in as_markdown(data.draw(proposals)).split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({cells(row) for row in rows}) <= 1
