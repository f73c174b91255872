"""Files that refer to each other become one document; nothing else is opened or asked for."""

from __future__ import annotations

import json
from typing import Any

from skerry.contracts.verify.single import single
from skerry.formats.bundle import of_texts
from skerry.formats.openapi import open_api


def one(**files: Any) -> dict[str, Any]:
    """`main` and other files, by the last part of their path."""
    names = {"main": "main.json", "types": "parts/types.json", "more": "parts/more.json"}
    texts = {names[name]: json.dumps(value).encode() for name, value in files.items()}
    bundle = of_texts(texts)
    api, problems = open_api(type(bundle)("", ("main.json",), bundle.fetch))
    assert api
    assert not problems
    return single(api)


def body(schema: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": schema}}}}}


def lookup(document: Any, pointer: str) -> Any:
    for step in pointer.removeprefix("#/").split("/"):
        document = document[step.replace("~1", "/")]
    return document


def test_a_document_alone_stays_as_it_is() -> None:
    document = body({"$ref": "#/components/responses/A"})
    assert one(main=document) == document


def test_references_lead_into_the_one_document_also_in_a_circle_and_back() -> None:
    whole = one(
        main={**body({"$ref": "parts/types.json#/A"}), "components": {"x": 1}},
        types={"A": {"next": {"$ref": "more.json#/B"}, "here": {"$ref": "#/C"}}, "C": {"c": True}},
        more={"B": {"back": {"$ref": "types.json#/A"}, "main": {"$ref": "../main.json#/components"}}},
    )
    first = lookup(whole, whole["paths"]["/a"]["get"]["responses"]["200"]["$ref"])
    assert lookup(whole, first["here"]["$ref"]) == {"c": True}
    second = lookup(whole, first["next"]["$ref"])
    assert lookup(whole, second["back"]["$ref"]) == first
    assert lookup(whole, second["main"]["$ref"]) == {"x": 1}


def test_what_is_elsewhere_or_not_there_accepts_anything() -> None:
    for reference in ("https://example.org/a.json#/A", "file:///etc/passwd", "../../secret.json", "none.json#/A"):
        assert one(main=body({"$ref": reference, "description": "d"})) == body({"description": "d"})


def test_values_that_look_like_references_are_values() -> None:
    document = body({"content": {"application/json": {"example": {"$ref": "https://example.org/a"}}}})
    assert one(main=document) == document
