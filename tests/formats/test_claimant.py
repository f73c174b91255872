"""What a document is is found by its beginning, and by all of it where the beginning says nothing."""

from __future__ import annotations

import json

import pytest

from skerry.contracts.diff.run import formats
from skerry.contracts.lint.known import FORMATS
from skerry.formats.claimant import HEAD, claimant

LONG = {f"Thing{at}": {"type": "object", "properties": {"name": {"type": "string"}}} for at in range(200)}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"components": {"schemas": LONG}, "openapi": "3.1.0"}, "openapi"),
        ({"definitions": LONG, "swagger": "2.0"}, "openapi"),
        ({"components": {"schemas": LONG}, "asyncapi": "3.0.0"}, "asyncapi"),
        ({"definitions": LONG, "type": "object"}, "json-schema"),
        ({"packages": LONG, "name": "a lock file"}, None),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_key_at_the_end_says_what_it_is(
    document: dict[str, object], expected: str | None, indent: int | None
) -> None:
    data = json.dumps(document, indent=indent).encode()
    assert len(data) > HEAD
    found = claimant(FORMATS, "a.json", data)
    assert (found.name if found else None) == expected
    asked = sorted(formats(), key=lambda each: each.last)
    compared = claimant(asked, "a.json", data)
    assert (compared.name.lower().replace(" ", "-") if compared else None) == expected
