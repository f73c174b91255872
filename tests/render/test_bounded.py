"""Pages of long lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skerry.render.bounded import bounded

ROWS = [{"name": f"n{i}", "kind": "k", "size": i} for i in range(5)]


def test_without_a_limit_all_is_there() -> None:
    page = bounded(ROWS)
    assert page.rows == ROWS
    assert page.bounds() == {"total": 5, "hidden": 0, "next_offset": None}


def test_a_page_says_what_is_left_and_where_it_goes_on() -> None:
    page = bounded(ROWS, limit=2, fields=["size", "name"], offset=1)
    assert [list(row.items()) for row in page.rows] == [[("size", 1), ("name", "n1")], [("size", 2), ("name", "n2")]]
    assert page.bounds() == {"total": 5, "hidden": 3, "next_offset": 3}


@given(st.integers(0, 30), st.integers(1, 7))
def test_the_pages_together_are_the_list(count: int, limit: int) -> None:
    rows = [{"i": i} for i in range(count)]
    seen: list[object] = []
    offset: int | None = 0
    while offset is not None:
        page = bounded(rows, limit, offset=offset)
        seen += page.rows
        offset = page.next_offset
    assert seen == rows
