"""Every kind of difference is found in its own sample, and has its twin."""

from __future__ import annotations

import json

import pytest

from skerry.contracts.change import Action, Direction
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.kinds import KINDS, Sample
from skerry.contracts.diff.schemas.policy import Policy
from skerry.contracts.diff.schemas.rules import schema_rules
from skerry.formats.json_schema import Dialect, Schemas

CASES = [(kind.name, action, effect, sample) for kind in KINDS.values() for action, effect, sample in kind.samples()]


@pytest.mark.parametrize(
    ("kind", "action", "effect", "sample"), CASES, ids=[f"{kind}-{action}" for kind, action, *_ in CASES]
)
def test_a_sample_shows_its_kind_alone(kind: str, action: Action, effect: object, sample: Sample) -> None:
    before, after = (Schemas(json.loads(text), Dialect.DRAFT_2020_12) for text in sample)
    found = Comparison(before, after).differences(before.at(""), after.at(""), forms=kind == "form")
    assert [(each.kind, each.action) for each in found] == [(kind, action)]
    if kind != "property":  # what it does depends on the schema around it
        assert found[0].effect is effect


def test_rules_have_one_id_each_and_a_twin() -> None:
    ids = {
        rule.id: rule
        for way in (Direction.IN, Direction.OUT)
        for rule in schema_rules(way, "body", policy=Policy.REGISTRY)
    }
    assert len(ids) == 2 * len(CASES)
    twins = {"in-": "out-", "out-": "in-"}
    for each in ids:
        start = next(start for start in twins if each.startswith(start))
        assert each.replace(start, twins[start], 1) in ids
    for way, other in (("-added", "-removed"), ("-narrowed", "-widened")):
        assert {each.removesuffix(way) for each in ids if each.endswith(way)} == {
            each.removesuffix(other) for each in ids if each.endswith(other)
        }
