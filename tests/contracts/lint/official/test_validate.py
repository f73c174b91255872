"""What the official schemas say, told so that a person can act on it."""

from __future__ import annotations

import pytest

from skerry.contracts.lint.official.validate import wrong

SOUND = {"info": {"title": "a", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {"description": "a"}}}}}}


@pytest.mark.parametrize("version", ["2.0", "3.0", "3.1", "3.2"])
def test_a_sound_document(version: str) -> None:
    head = {"swagger": "2.0"} if version == "2.0" else {"openapi": f"{version}.0"}
    assert wrong(f"openapi-{version}", {**head, **SOUND}) == []


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2"])
def test_a_misspelt_keyword_is_found_beside_other_mistakes(version: str) -> None:
    get = {"responses": {"200": {"description": "a"}}, "sumary": "x", "parameters": [{"name": "a", "schema": {}}]}
    found = wrong(f"openapi-{version}", {"openapi": f"{version}.0", **SOUND, "paths": {"/a": {"get": get}}})
    assert any("sumary" in each.message for each in found)
    assert any(each.message == '"in" is a required property' for each in found)
    assert all(each.keys[:3] == ("paths", "/a", "get") for each in found)


@pytest.mark.parametrize("version", ["2.0.0", "2.6.0", "3.0.0", "3.1.0"])
def test_every_version_of_asyncapi(version: str) -> None:
    document = {"asyncapi": version, "info": {"title": "a", "version": "1"}, "channels": {}}
    assert wrong(f"asyncapi-{version[0]}", document) == []
    assert wrong(f"asyncapi-{version[0]}", {**document, "chanels": {}})
