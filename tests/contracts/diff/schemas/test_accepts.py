"""The normal form, the schema lowered to 2020-12, and the document itself accept the same values."""

from __future__ import annotations

import os

import jsonschema_rs
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from skerry.contracts.diff.schemas.accepts import accepts
from skerry.formats.json_schema import Dialect, Schemas, lowered

from .generated import POOL, Made

SCHEMAS = int(os.environ.get("SKERRY_SCHEMA_PAIRS", "300"))


@settings(max_examples=SCHEMAS, deadline=None, derandomize=SCHEMAS == 300, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 2**40))
def test_three_readings_of_one_schema_agree(seed: int) -> None:
    raw = Made(seed).document()
    schemas = Schemas(raw, Dialect.DRAFT_2020_12)
    written = jsonschema_rs.Draft202012Validator(raw)
    other = jsonschema_rs.Draft202012Validator(lowered(schemas.at(""), schemas))
    for value in POOL:
        valid = written.is_valid(value)
        assert other.is_valid(value) is valid, (raw, value)
        assert accepts(schemas.at(""), value) in (valid, None), (raw, value)
