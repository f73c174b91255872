"""What a person sees of a problem: place, line, carets, why, instead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skerry.kernel.problem import Code, Problem, Severity
from skerry.kernel.span import Span
from skerry.render.problems import Canvas, problems_text
from skerry.render.snippet import columns, snippet, visible
from skerry.render.source import Sources
from skerry.render.style import Style

UNKNOWN = Code("M101", "Unknown name", "A name that nothing declares.")
ODD = Code("M201", "Odd", "Odd.", Severity.WARNING)


def test_a_problem_in_full(tmp_path: Path) -> None:
    (tmp_path / "shop.arch.yaml").write_text("services:\n  order-service:\n    context: ordrs\n  x: y\n")
    problem = Problem(
        UNKNOWN,
        "there is no context 'ordrs'",
        Span("shop.arch.yaml", 3, 14, 3, 19),
        why="a service belongs to one context",
        instead="write 'orders'",
        related=((Span("shop.arch.yaml", 1, 1, 1, 9), "the services"),),
    )
    assert problems_text([problem], Canvas(Sources(tmp_path))) == (
        "error[M101]: there is no context 'ordrs'\n"
        " --> shop.arch.yaml:3:14\n"
        "3 |     context: ordrs\n"
        "  |              ^^^^^\n"
        " ::: shop.arch.yaml:1:1  the services\n"
        "1 | services:\n"
        "  | ^^^^^^^^\n"
        "  = why: a service belongs to one context\n"
        "  = instead: write 'orders'\n"
        "\n"
        "1 error; 'skerry explain M101' says more of the first\n"
    )


def test_problems_stand_in_the_order_of_their_places_and_are_counted(tmp_path: Path) -> None:
    problems = [
        Problem(ODD, "c", Span("b", 2)),
        Problem(UNKNOWN, "b", Span("b", 1, 5)),
        Problem(UNKNOWN, "a", Span("a")),
        Problem(UNKNOWN, "a", Span("a")),
    ]
    text = problems_text(problems, Canvas(Sources(tmp_path)))
    assert [line for line in text.splitlines() if line.startswith(("error", "warning"))] == [
        "error[M101]: a",
        "error[M101]: b",
        "warning[M201]: c",
    ]
    assert text.splitlines()[-1].startswith("2 errors, 1 warning;")
    assert "2 of them not shown" in problems_text(problems, Canvas(Sources(tmp_path)), limit=1)
    assert problems_text([], Canvas(Sources(tmp_path))) == ""


def test_a_span_over_several_lines_marks_its_first(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\r\n    return 1\r\n")
    text = problems_text([Problem(ODD, "x", Span("a.py", 1, 5, 2, 13))], Canvas(Sources(tmp_path)))
    assert "1 | def f():\n  |     ^^^^ to line 2\n" in text


def test_colour_adds_nothing_but_colour(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    problem = Problem(ODD, "x", Span("a.py", 1, 1, 1, 2), "why", "instead")
    plain = problems_text([problem], Canvas(Sources(tmp_path)))
    coloured = problems_text([problem], Canvas(Sources(tmp_path), Style(True)))
    assert "\x1b[1;33m" in coloured
    for code in ("1", "1;31", "1;33", "32", "36", "2", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == plain


@pytest.mark.parametrize("what", ["missing", "folder", "fifo", "huge", "binary", "null\0byte", "outside the lines"])
def test_a_source_that_cannot_be_quoted_is_left_out(what: str, tmp_path: Path) -> None:
    path = tmp_path / "it"
    name = "it"
    match what:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "huge":
            path.touch()
            os.truncate(path, 100_000_000)
        case "binary":
            path.write_bytes(bytes(range(256)))
        case "null\0byte":
            name = what
        case "outside the lines":
            path.write_text("x\n")
    text = problems_text([Problem(ODD, "x", Span(name, 70, 1))], Canvas(Sources(tmp_path)))
    assert text.startswith("warning[M201]: x\n  --> ")
    assert " | " not in text


def test_hostile_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a\x1b[2Jb\u202ec\n")
    text = problems_text([Problem(ODD, "w\x1b]0;t\x07", Span("a", 1, 1), "\r!")], Canvas(Sources(tmp_path)))
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(text)


def test_tabs_and_wide_characters_keep_the_carets_below() -> None:
    assert snippet("\tx = 漢字 + 1", 6, 8, 80) == ("    x = 漢字 + 1", "        ^^^^")
    assert snippet("e\u0301 = y", 6, 7, 80) == ("e\u0301 = y", "    ^")


def test_a_long_line_is_cut_around_the_carets() -> None:
    line = "a" * 500 + "BAD" + "c" * 500
    text, carets = snippet(line, 501, 504, 40)
    assert columns(text) == 40
    assert text.startswith("…a")
    assert text.endswith("c…")
    assert text[carets.index("^") : len(carets)] == "BAD"


@example("a\u0301", 2, 3, 20)  # marks nothing but a combining character
@given(st.text(), st.integers(-3, 60), st.integers(-3, 60), st.integers(20, 60))
def test_the_snippet_never_breaks_its_bounds(line: str, column: int, end: int, width: int) -> None:
    text, carets = snippet(line.replace("\n", ""), column, end, width)
    assert columns(text) <= width
    assert columns(carets) <= width + 1
    assert carets.strip().strip("^") == ""
    assert "^" in carets
    assert visible(text) == text
