"""What a constraints file may say, what it may not, and that it is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Run = Any  # the fixture of conftest.py
ORDER, STOCK, MAIL = "bookshop/orders/models.py", "bookshop/stock/models.py", "bookshop/notify/mail.py"


def at(run: Run, text: str, *more: str) -> dict[str, str]:
    Path("c.yaml").write_text(text)
    ran = run("decompose", "shop", "--no-write", "--constraints", "c.yaml", "--format", "json", *more)
    assert (ran.code, ran.err) == (0, "")
    return {path: row["name"] for row in json.loads(ran.out)["services"] for path in row["units"]}


def test_each_kind_is_kept(run: Run) -> None:
    assert at(run, f"pinned: {{ desk: [{MAIL}] }}")[MAIL] == "desk"
    held = at(run, f"together: [[{ORDER}, 'bookshop/stock/*']]")
    assert held[ORDER] == held[STOCK] == held["bookshop/stock/__init__.py"]
    held = at(run, f"apart: [[{ORDER}, bookshop/orders/checkout.py]]", "--services", "2")
    assert held[ORDER] != held["bookshop/orders/checkout.py"]


def test_an_empty_file_decides_nothing(run: Run) -> None:
    assert at(run, "") == at(run, "# nothing yet\n")


@pytest.mark.parametrize(
    ("text", "code", "place", "said"),
    [
        ("pinned: { desk: [bookshop/notify/mial.py] }", "D003", "1:18", "did you mean `bookshop/notify/mail.py`?"),
        ("together: [[nowhere/**, a]]", "D003", "1:13", "paths are relative to the folder that is read"),
        ("togehter: []", "D002", "1:1", "did you mean `together`?"),
        ("together: all", "D002", "1:11", "write [a, b]"),
        ("pinned: [a]", "D002", "1:9", "write { service: [path, path] }"),
        ("apart: [[{ a: b }]]", "D002", "1:10", "a path or a glob is expected here"),
        ("[a, b]", "M001", "1:1", "write `together:`, `apart:`, `pinned:`"),
        ("together: [[", "M001", "2:1", ""),
        (f"pinned: {{ a: [{MAIL}], b: ['bookshop/notify/*'] }}", "D004", "1:45", "is pinned to `a` and to `b`"),
        (f"together: [[{ORDER}, {STOCK}]]\napart: [[{ORDER}, {STOCK}]]", "D004", "2:37", "are to be apart, and together"),
        (f"apart: [[{ORDER}, {ORDER}]]", "D004", "1:37", "is to be apart from itself"),
        (f"pinned: {{ a: [{ORDER}], b: [{STOCK}] }}\ntogether: [[{ORDER}, {STOCK}]]", "D004", "2:", "of `b` is to be together with"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_place_and_what_to_write(
    run: Run, text: str, code: str, place: str, said: str
) -> None:
    Path("c.yaml").write_text(text)
    ran = run("decompose", "shop", "--constraints", "c.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert f"[{code}]" in ran.err
    assert f"--> c.yaml:{place}" in ran.err
    assert said in ran.err
    assert not Path("architecture").exists()


def test_fewer_services_than_are_pinned_are_refused(run: Run) -> None:
    Path("c.yaml").write_text(f"pinned: {{ a: [{ORDER}], b: [{STOCK}], c: [{MAIL}] }}")
    ran = run("decompose", "shop", "--no-write", "--constraints", "c.yaml", "--services", "2")
    assert ran.code == 2
    assert "error[D004]: 2 asked for, but 3 services are fixed: a, b, c" in ran.err


def test_what_the_model_and_the_file_decide_differently_is_refused(run: Run) -> None:
    run("decompose", "shop", "--out", "arch")
    Path("c.yaml").write_text(f"together: [[{ORDER}, {STOCK}]]")
    ran = run("decompose", "shop", "--out", "arch", "--constraints", "c.yaml")
    assert ran.code == 2
    assert f"`{STOCK}` of `stock` is to be together with `" in ran.err


@pytest.mark.parametrize("made", ["missing", "a folder", "binary"])
def test_a_file_that_cannot_be_read_is_one_problem(run: Run, made: str) -> None:
    if made == "a folder":
        Path("c.yaml").mkdir()
    elif made == "binary":
        Path("c.yaml").write_bytes(b"\xff\xfe\x00")
    ran = run("decompose", "shop", "--no-write", "--constraints", "c.yaml")
    assert ran.code == 2
    assert "error[D001]: the file could not be read" in ran.err
