"""`skerry why`, as a person and as a program sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Run = Any  # the fixture of conftest.py
UNIT = "bookshop/orders/checkout.py"


@pytest.mark.parametrize("unit", [UNIT, "checkout.py", f"./{UNIT}", f"{UNIT}::place", "orders\\checkout.py"])
def test_a_unit_is_known_by_its_path_the_end_of_it_or_a_name_in_it(run: Run, unit: str) -> None:
    ran = run("why", unit, "--on", "shop")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{UNIT} belongs to orders\n")
    assert "Because (" in ran.out


def test_the_document_has_reasons_whose_shares_are_no_more_than_the_whole(run: Run) -> None:
    found = json.loads(run("why", UNIT, "--on", "shop", "--format", "json").out)
    reasons = found["placement"]["reasons"]
    assert found["schema"] == "skerry/why/1"
    assert found["placement"]["service"] != found["placement"]["second"]
    assert 0 < sum(reason["weight"] for reason in reasons) <= 1.001
    assert [r["weight"] for r in reasons] == sorted((r["weight"] for r in reasons), reverse=True)
    assert {"bookshop/stock/levels.py"} <= {each["target"]["path"] for each in found["uses"]}


def test_several_that_may_be_meant_are_listed(run: Run) -> None:
    ran = run("why", "models.py", "--on", "shop")
    assert (ran.code, ran.out) == (2, "")
    assert "several files end with 'models.py'. It may be one of: bookshop/catalog/models.py, " in ran.err


def test_a_misspelt_unit_names_the_nearest(run: Run) -> None:
    ran = run("why", "bookshop/orders/chekout.py", "--on", "shop")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(f"Did you mean {UNIT}?\n")


def test_what_was_decided_is_the_first_reason(run: Run) -> None:
    Path("c.yaml").write_text(f"pinned: {{ desk: [{UNIT}] }}\n")
    reasons = json.loads(run("why", UNIT, "--on", "shop", "--constraints", "c.yaml", "--format", "json").out)
    assert reasons["placement"]["service"] == "desk"
    assert reasons["placement"]["reasons"][0]["family"] == "constraint"


def test_without_code_there_is_a_reason(run: Run) -> None:
    ran = run("why", "a.py", "--on", "missing")
    assert (ran.code, ran.out) == (2, "")
    assert "`missing` is not there" in ran.err


def test_a_folder_is_answered_with_its_files(run: Run) -> None:
    ran = run("why", "./bookshop/stock/", "--on", "shop")
    assert (ran.code, ran.out) == (2, "")
    assert "is a folder. Its files are bookshop/stock/__init__.py, bookshop/stock/levels.py, " in ran.err


@pytest.mark.parametrize("unit", ["", "zzz", "README.md"])
def test_what_is_like_nothing_gets_a_way_to_the_paths(run: Run, unit: str) -> None:
    ran = run("why", unit, "--on", "shop")
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err
        == f"skerry why: no file ends with {unit!r}. Paths are those that `skerry decompose --format json` prints.\n"
    )


def test_a_file_that_belongs_nowhere_is_told_so(run: Run) -> None:
    Path("flat").mkdir()
    Path("flat/a.py").write_text("X = 1\n")
    ran = run("why", "a.py", "--on", "flat")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("a.py belongs to no service: isolated\n")


@pytest.mark.parametrize("asked", ["0", "1e3", "-2"])
def test_an_absurd_number_of_services_is_refused(run: Run, asked: str) -> None:
    ran = run("why", UNIT, "--on", "shop", "--services", asked)
    assert (ran.code, ran.out) == (2, "")
    assert "is no number of services: give 1 or more" in ran.err or "expected one argument" in ran.err


def test_families_that_are_off_give_no_reasons(run: Run) -> None:
    ran = run("why", UNIT, "--on", "shop", "--without", "layout,history,names", "--format", "json")
    families = {reason["family"] for reason in json.loads(ran.out)["placement"]["reasons"]}
    assert families
    assert not families & {"layout", "history", "names"}
