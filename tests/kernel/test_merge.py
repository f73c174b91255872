"""Merging three texts: both changes are in the result, or the place where they disagree is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skerry.kernel.merge import merge

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "\n"]), max_size=12).map("".join)


@given(LINES, LINES)
def test_one_change_alone_is_the_result(base: str, other: str) -> None:
    assert merge(base, base, other).text == other
    assert merge(base, other, base).text == other
    assert merge(base, other, other).text == other


@given(LINES, LINES, LINES)
def test_a_merge_is_the_same_whoever_is_first(base: str, ours: str, theirs: str) -> None:
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert one.sound == other.sound
    if one.sound:
        assert one.text == other.text


@given(LINES, LINES, LINES)
def test_no_line_is_invented(base: str, ours: str, theirs: str) -> None:
    merged = merge(base, ours, theirs)
    assert set(merged.text.splitlines()) <= set(ours.splitlines()) | set(theirs.splitlines())


def test_changes_apart_are_both_kept() -> None:
    base = "one\ntwo\nthree\nfour\nfive\n"
    merged = merge(base, base.replace("two", "2"), base.replace("four", "4") + "six\n")
    assert merged.text == "one\n2\nthree\n4\nfive\nsix\n"


def test_a_disagreement_is_named_by_our_line() -> None:
    base = "one\ntwo\nthree\n"
    merged = merge(base, "one\nours\nthree\n", "one\ntheirs\nthree\n")
    assert merged.conflicts == (2,)
    assert merged.text == "one\nours\nthree\n"
