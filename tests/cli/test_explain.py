"""`skerry explain`: every code there is, from any floor."""

from __future__ import annotations

import json
import re

import pytest

from skerry.cli import main
from skerry.workbench.explain import catalogue, every


def test_all_codes_are_listed_with_the_floor_that_reports_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    listed = capsys.readouterr().out
    assert "read" in catalogue()
    assert [line.split()[0] for line in listed.splitlines()] == list(every())


@pytest.mark.parametrize("written", ["R001", "r001"])
def test_the_page_of_a_code(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", written]) == 0
    code = every()["R001"]
    assert capsys.readouterr().out == f"R001  {code.title} ({code.severity})\n\n{code.about.strip()}\n"


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "R001", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "skerry/explain/1"
    assert [code["id"] for code in document["codes"]] == ["R001"]
    assert main(["explain", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["codes"]) == len(every())


def test_an_unknown_code_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "R0001"]) == 2
    assert capsys.readouterr().err == "skerry explain: there is no code 'R0001'. Did you mean R001?\n"


def test_codes_are_unique_well_formed_and_have_pages() -> None:
    codes = [code for family in catalogue().values() for code in family]
    assert len({code.id for code in codes}) == len(codes)
    assert len({code.title for code in codes}) == len(codes)
    for code in codes:
        assert re.fullmatch(r"[A-Z]\d{3}", code.id)
        assert not code.title.endswith(".")
        assert len(code.about.split()) >= 10, f"{code.id}: say why it matters and what to do instead"


def test_a_letter_belongs_to_one_floor() -> None:
    letters = [(code.id[0], floor) for floor, codes in catalogue().items() for code in codes]
    assert len(set(letters)) == len({letter for letter, _ in letters})
