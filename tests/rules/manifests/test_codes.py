"""Each code of Kiali and of istioctl that applies to what we write: a broken manifest that our rule finds, and the table of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from skerry.formats.kubernetes import Manifests, documents
from skerry.formats.kubernetes.schemas import Schemas
from skerry.formats.kubernetes.schemas.builtin import builtin
from skerry.rules.case import Case
from skerry.rules.catalogue import by_family, catalogue
from skerry.rules.run import judge

from .codes import AMBIENT, CODES, ENROLLED, ORDERS, SIDECARS

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "manifests.md"
_ROW = re.compile(r"^\| ((?:KIA|IST)\d{4}) \| (.*?) \| (.*?) \|$", re.M)


def found(text: str) -> set[str]:
    read = documents("shop.yaml", text.encode())
    assert not read.problems, read.problems
    case = Case(manifests=Manifests(read.resources, read.repeated, schemas=Schemas(builtin())))
    judged = judge(case, by_family()["Manifests"])
    assert not judged.problems
    return {each.rule for each in judged.findings}


@pytest.mark.parametrize(("code", "rule", "text"), CODES, ids=[code for code, _, _ in CODES])
def test_a_code_of_others_is_found(code: str, rule: str, text: str) -> None:
    assert rule in found(text)
    assert code in catalogue()[rule].source


@pytest.mark.parametrize("text", [ORDERS, AMBIENT + ORDERS, ENROLLED + ORDERS, SIDECARS + ORDERS])
def test_what_they_are_made_of_breaks_none_of_these_rules(text: str) -> None:
    assert not found(text) & {rule for _, rule, _ in CODES}


def test_the_table_in_the_documentation_is_that_of_the_tests() -> None:
    rows = {code: re.findall(r"`([a-z-]+)`", ours) for code, ours, _ in _ROW.findall(PAGE.read_text())}
    assert all(rule in catalogue() for ours in rows.values() for rule in ours)
    missing = {code for code, rule, _ in CODES if rule not in rows.get(code, [])}
    assert not missing
    untested = {code for code, ours in rows.items() if ours} - {code for code, _, _ in CODES}
    assert not untested
