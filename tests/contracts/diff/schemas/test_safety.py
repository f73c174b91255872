"""What is called safe is safe: no value is valid under one of two generated schemas and refused by the other.

The same holds of what is said to break but to have no payload that could show it.

`SKERRY_SCHEMA_PAIRS=10000` asks it of more pairs than the usual run does.
"""

from __future__ import annotations

import os
from itertools import islice

import jsonschema_rs
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from skerry.contracts.change import Change, Direction, Ground, Level
from skerry.contracts.diff.schemas.changes import Setting, schema_changes
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.policy import Policy
from skerry.contracts.diff.schemas.samples import Hints, variants
from skerry.formats.json_schema import Dialect, Schemas
from skerry.kernel.span import Span

from .generated import POOL, Made

PAIRS = int(os.environ.get("SKERRY_SCHEMA_PAIRS", "300"))


def _span(place: object) -> Span:
    return Span("s.json")


def _shows_nothing(change: Change) -> bool:
    """Whether a change claims that there is no value which the one side accepts and the other refuses because of it."""
    reason = change.proof.unproven
    return change.level is not Level.BREAKING or (reason is not None and reason.impossible)


@settings(max_examples=PAIRS, deadline=None, derandomize=PAIRS == 300, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 2**40))
def test_no_value_contradicts_a_safe_verdict(seed: int) -> None:
    before, after = Made(seed).pair()
    was, now = Schemas(before, Dialect.DRAFT_2020_12), Schemas(after, Dialect.DRAFT_2020_12)
    validators = jsonschema_rs.Draft202012Validator(before), jsonschema_rs.Draft202012Validator(after)
    hints = Hints()
    hints.take(was.at(""))
    hints.take(now.at(""))
    values = [*POOL, *islice(variants(was.at(""), hints), 80), *islice(variants(now.at(""), hints), 80)]
    comparison = Comparison(was, now)
    for direction, (old, new) in ((Direction.IN, validators), (Direction.OUT, validators[::-1])):
        setting = Setting(direction, "data", _span, _span, Policy.EXACT)
        changes = schema_changes(comparison, was.at(""), now.at(""), setting)
        for change in changes:
            if change.proof.ground is Ground.WITNESS:
                assert old.is_valid(change.proof.payload) and not new.is_valid(change.proof.payload)
        if all(_shows_nothing(change) for change in changes):
            contradicting = [value for value in values if old.is_valid(value) and not new.is_valid(value)]
            assert not contradicting, (
                direction,
                before,
                after,
                [change.rule.id for change in changes],
                contradicting[:3],
            )
