"""Indented JSON is the text that json itself writes."""

from __future__ import annotations

import json

import pytest

from skerry.render.json_text import indented


@pytest.mark.parametrize("indent", [1, 2])
def test_an_indented_text_is_that_of_json_to_the_letter(indent: int) -> None:
    value = {
        "empty": [[], {}, ""],
        "numbers": [0, -0.0, 1.5, 1e16, 2**70],
        "text": 'é \x01 \x7f \u2028 " \\ /',
        "half a character": "name\udcff.py",
        "nested": [{"rows": [[1], [None, True]]}],
    }
    assert indented(value, indent) == json.dumps(value, indent=indent, ensure_ascii=False)
