"""What a change means to those on the other side, rule by rule: the level is what the specification says of the data.

A schema stands where `around` puts it. Cases are told twice where direction decides: a request may only accept more, an answer
may only be less. `B` breaks somebody, `D` may, `S` nobody.
"""



from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from skerry.contracts.change import Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.openapi import FORMAT
from skerry.formats.bundle import of_texts

B, D, S = Level.BREAKING, Level.DANGEROUS, Level.SAFE
Json = Any
OK = {"200": {"description": "done"}}
WORST = (B, D, S)


def api(operation: Json, *, version: str = "3.1.0", method: str = "post", path: str = "/a", **more: Json) -> Json:
    document = {"openapi": version, "info": {"title": "A", "version": "1.0.0"}, **more}
    document.setdefault("paths", {path: {method: {"responses": OK, **operation}}})
    return document


def media(schema: Json, kind: str = "application/json") -> Json:
    return {"content": {kind: {"schema": schema}}}


def received(schema: Json, **more: Json) -> Json:
    return api({"requestBody": media(schema)}, **more)


def sent(schema: Json, **more: Json) -> Json:
    return api({"responses": {"200": {"description": "done", **media(schema)}}}, **more)


def asked(schema: Json, where: str = "query", **more: Json) -> Json:
    return api({"parameters": [{"name": "p", "in": where, "schema": schema}]}, **more)


def headed(schema: Json) -> Json:
    return api({"responses": {"200": {"description": "done", "headers": {"X-A": {"schema": schema}}}}})


def called(schema: Json) -> Json:
    hook = {"post": {"requestBody": media(schema), "responses": OK}}
    return api({"callbacks": {"c": {"{$request.body#/url}": hook}}})


def hooked(schema: Json) -> Json:
    return api({}, webhooks={"w": {"post": {"requestBody": media(schema), "responses": OK}}})


def level(before: Json, after: Json) -> Level:
    sides = [of_texts({"a.json": json.dumps(side).encode()}) for side in (before, after)]
    found = FORMAT.compare(sides[0], sides[1], Options())
    assert found.problems == ()
    levels = {change.level for change in found.changes if change.rule.kind != "version"}
    return next((each for each in WORST if each in levels), S)


def member(schema: Json, **more: Json) -> Json:
    return {"type": "object", "properties": {"m": schema}, **more}


def text(**more: Json) -> Json:
    return {"type": "string", **more}


def whole(**more: Json) -> Json:
    return {"type": "integer", **more}


def listed(**more: Json) -> Json:
    return {"type": "array", "items": {"type": "string"}, **more}


def closed(name: str) -> Json:
    return {
        "type": "object",
        "properties": {name: {"type": "string"}},
        "required": [name],
        "additionalProperties": False,
    }


CAT, DOG, COW = closed("cat"), closed("dog"), closed("cow")
OPEN = {"type": "object"}

# name, narrower schema, wider schema; then what happens to a request and to an answer when the schema becomes narrower, and wider.
SCHEMAS: list[tuple[str, Json, Json, str]] = [
    ("enum value", text(enum=["a"]), text(enum=["a", "b"]), "BS SD"),
    ("becoming an enum", text(enum=["a"]), text(), "BS SD"),
    ("const", text(const="a"), text(), "BS SB"),
    ("type specialised", whole(), {"type": "number"}, "BS SB"),
    ("list of types", text(), {"type": ["string", "integer"]}, "BS SB"),
    ("null", text(), {"type": ["string", "null"]}, "BS SB"),
    ("null by a union", {"type": "string", "maxLength": 3}, {"oneOf": [{"type": "null"}, {"type": "string", "maxLength": 3}]}, "BS SB"),
    ("format", text(format="uuid"), text(), "BS SB"),
    ("pattern", text(pattern="^a+$"), text(), "BS SD"),
    ("maxLength", text(maxLength=5), text(maxLength=9), "BS SB"),
    ("maxLength set", text(maxLength=5), text(), "DS SB"),
    ("minLength", text(minLength=5), text(minLength=2), "BS SB"),
    ("maximum", whole(maximum=5), whole(maximum=9), "BS SB"),
    ("maximum set", whole(maximum=5), whole(), "DS SB"),
    ("minimum", whole(minimum=5), whole(minimum=2), "BS SB"),
    ("minimum set", whole(minimum=5), whole(), "DS SB"),
    ("exclusive maximum", whole(exclusiveMaximum=5), whole(exclusiveMaximum=9), "BS SB"),
    ("exclusive minimum", whole(exclusiveMinimum=5), whole(exclusiveMinimum=2), "BS SB"),
    ("exclusive minimum set", {"type": "number", "exclusiveMinimum": 5}, {"type": "number"}, "DS SB"),
    ("multipleOf", whole(multipleOf=4), whole(multipleOf=2), "BS SB"),
    ("maxItems", listed(maxItems=5), listed(maxItems=9), "BS SB"),
    ("minItems", listed(minItems=5), listed(minItems=2), "BS SB"),
    ("minItems set", listed(minItems=5), listed(), "DS SB"),
    ("uniqueItems", listed(uniqueItems=True), listed(), "BS SB"),
    ("items", listed(items={"type": "integer"}), listed(items={"type": "number"}), "BS SB"),
    ("maxProperties", {"type": "object", "maxProperties": 5}, {"type": "object", "maxProperties": 9}, "BS SB"),
    ("required", member(text(), required=["m"]), member(text()), "BS SB"),
    ("required with a default", member(text(default="a"), required=["m"]), member(text(default="a")), "BS SB"),
    ("additionalProperties", member(text(), additionalProperties=False), member(text()), "BS SD"),
    ("schema of additionalProperties", {"type": "object", "additionalProperties": whole()}, {"type": "object", "additionalProperties": {"type": "number"}}, "BS SB"),
    ("oneOf branch", {"oneOf": [CAT, DOG]}, {"oneOf": [CAT, DOG, COW]}, "BS SB"),
    ("anyOf branch", {"anyOf": [CAT, DOG]}, {"anyOf": [CAT, DOG, COW]}, "BS SB"),
    ("allOf branch", {"allOf": [OPEN, closed("a")]}, {"allOf": [OPEN]}, "BS DB"),
    ("wrapped in oneOf", CAT, {"oneOf": [CAT, DOG]}, "BS SB"),
    ("wrapped in anyOf", text(), {"anyOf": [text(), whole()]}, "BS SB"),
    ("not", {"type": "string", "not": {"const": "a"}}, text(), "BS SB"),
    ("if then", {**OPEN, "if": {"required": ["a"]}, "then": {"required": ["b"]}}, OPEN, "BS SB"),
    ("if else", {**OPEN, "if": {"required": ["a"]}, "else": {"required": ["b"]}}, OPEN, "BS SB"),
    ("contains", listed(contains={"const": "a"}), listed(), "BS SB"),
    ("minContains", listed(contains={"const": "a"}, minContains=3), listed(contains={"const": "a"}, minContains=2), "BS SB"),
    ("maxContains", listed(contains={"const": "a"}, maxContains=3), listed(contains={"const": "a"}, maxContains=4), "BS SB"),
    ("prefixItems", {"type": "array", "prefixItems": [whole(), whole()]}, {"type": "array", "prefixItems": [whole()]}, "BS SB"),
    ("propertyNames", {**OPEN, "propertyNames": {"maxLength": 3}}, OPEN, "BS SB"),
    ("patternProperties", {**OPEN, "patternProperties": {"^a": whole()}}, OPEN, "BS SB"),
    ("dependentRequired", {**OPEN, "dependentRequired": {"a": ["b"]}}, OPEN, "BS SB"),
    ("dependentRequired grown", {**OPEN, "dependentRequired": {"a": ["b", "c"]}}, {**OPEN, "dependentRequired": {"a": ["b"]}}, "BS SB"),
    ("dependentSchemas", {**OPEN, "dependentSchemas": {"a": {"required": ["b"]}}}, OPEN, "BS SB"),
    ("unevaluatedProperties", {**member(text()), "unevaluatedProperties": False}, member(text()), "BS SB"),
    ("unevaluatedItems", {"type": "array", "prefixItems": [whole()], "unevaluatedItems": False}, {"type": "array", "prefixItems": [whole()]}, "BS SB"),
    ("contentSchema", text(contentMediaType="application/json", contentSchema=OPEN), text(contentMediaType="application/json"), "BS SB"),
    ("contentEncoding", text(contentEncoding="base64"), text(), "BS SB"),
]  # fmt: skip
PLACES = {"it": lambda schema: schema, "a member": member, "an element": lambda schema: {"type": "array", "items": schema},
          "a branch": lambda schema: {"allOf": [OPEN, member(schema)]}, "a map": lambda schema: {"type": "object", "additionalProperties": schema},
          "a union": lambda schema: {"anyOf": [member(schema, required=["m"]), whole()]}}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("name", "narrow", "wide", "levels"), SCHEMAS, ids=[each[0] for each in SCHEMAS])
def test_schemas_by_direction(name: str, narrow: Json, wide: Json, levels: str, place: str) -> None:
    put = PLACES[place]
    less, more = put(narrow), put(wide)
    found = [
        level(around(one), around(other)) for one, other in ((more, less), (less, more)) for around in (received, sent)
    ]
    assert "".join(each.value[0].upper() for each in found) == levels.replace(" ", "")


@pytest.mark.parametrize(("name", "narrow", "wide", "levels"), SCHEMAS, ids=[each[0] for each in SCHEMAS])
def test_callbacks_and_webhooks_turn_directions_round(name: str, narrow: Json, wide: Json, levels: str) -> None:
    for before, after, expected in ((wide, narrow, levels[:2]), (narrow, wide, levels[3:])):
        assert level(called(before), called(after)) is level(sent(before), sent(after))
        assert level(hooked(before), hooked(after)).value[0].upper() == expected[1]


PROMISED = {"deprecated": True, "x-sunset": "2099-01-01"}
PAST = {"deprecated": True, "x-sunset": "2001-01-01"}


def parameter(name: str = "p", where: str = "query", **more: Json) -> Json:
    return {"name": name, "in": where, "required": where == "path", "schema": {"type": "string"}, **more}


def parameters(*listed: Json, **more: Json) -> Json:
    return api({"parameters": list(listed)}, **more)


def answers(**statuses: Json) -> Json:
    return api({"responses": {status.strip("_"): {"description": "d", **more} for status, more in statuses.items()}})


def answered(**more: Json) -> Json:
    return answers(_200=more)


def header(**more: Json) -> Json:
    return answered(headers={"X-A": {"schema": {"type": "string"}, **more}})


def secured(*ways: Json, **flows: Json) -> Json:
    schemes = {"k": {"type": "apiKey", "in": "header", "name": "k"}, "o": {"type": "oauth2", "flows": flows}}
    return api({"security": list(ways)}, components={"securitySchemes": schemes})


def served(*urls: str) -> Json:
    return api({}, servers=[{"url": url} for url in urls])


NONE = api({})
TWO = {**NONE, "paths": {**NONE["paths"], "/b": {"get": {"responses": OK}}}}


def with_b(**operation: Json) -> Json:
    return {**NONE, "paths": {**NONE["paths"], "/b": {"get": {"responses": OK, **operation}}}}


PET = {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}


def pets(**discriminator: Json) -> Json:
    shown = {**PET, "discriminator": discriminator} if discriminator else PET
    return {
        "components": {"schemas": {"Cat": CAT, "Dog": DOG, "Pet": shown}},
        "schema": {"$ref": "#/components/schemas/Pet"},
    }


def pet(around: Json, **discriminator: Json) -> Json:
    made = pets(**discriminator)
    return around(made["schema"], components=made["components"])


# name, before, after, the level of going there, the level of going back.
STRUCTURE: list[tuple[str, Json, Json, str]] = [
    ("operation added", NONE, TWO, "SB"),
    ("deprecated operation removed", with_b(deprecated=True), NONE, "DS"),
    ("operation removed before its end", with_b(**PROMISED), NONE, "BS"),
    ("operation removed after its end", with_b(**PAST), NONE, "SS"),
    ("operation whose end cannot be read removed", with_b(deprecated=True, **{"x-sunset": "soon"}), NONE, "BS"),
    ("alpha operation removed", with_b(**{"x-stability-level": "alpha"}), NONE, "DS"),
    ("beta operation removed", with_b(**{"x-stability-level": "beta"}), NONE, "BS"),
    ("operation deprecated", NONE, api({"deprecated": True}), "SS"),
    ("operation deprecated with an end", NONE, api(PROMISED), "SS"),
    ("end brought forward", api(PROMISED), api({"deprecated": True, "x-sunset": "2098-01-01"}), "BS"),
    ("end taken back", api(PROMISED), api({"deprecated": True}), "BS"),
    ("end cannot be read", NONE, api({"deprecated": True, "x-sunset": "soon"}), "BS"),
    ("stability lowered", NONE, api({"x-stability-level": "beta"}), "BS"),
    ("stability unknown", NONE, api({"x-stability-level": "best"}), "BS"),
    ("operationId changed", api({"operationId": "a"}), api({"operationId": "b"}), "DD"),
    ("operationId removed", api({"operationId": "a"}), NONE, "DS"),
    ("tags", api({"tags": ["a"]}), api({"tags": ["b"]}), "SS"),
    ("texts alone", api({"summary": "a", "description": "b"}), api({"summary": "c"}), "SS"),
    ("path parameter renamed", api({}, path="/a/{id}"), api({}, path="/a/{key}"), "SS"),
    ("path parameter renamed with its declaration", parameters(parameter("id", "path"), path="/a/{id}"), parameters(parameter("key", "path"), path="/a/{key}"), "SS"),
    ("segment became a template", api({}, path="/a/b"), api({}, path="/a/{b}"), "BB"),
    *((f"optional {where} parameter added", NONE, parameters(parameter(where=where)), "SD") for where in ("query", "header", "cookie")),
    *((f"required {where} parameter added", NONE, parameters(parameter(where=where, required=True)), "BD") for where in ("query", "header", "cookie")),
    ("parameter became required", parameters(parameter()), parameters(parameter(required=True)), "BS"),
    ("parameter of the path item became required", api({}, paths={"/a": {"parameters": [parameter()], "get": {"responses": OK}}}), api({}, paths={"/a": {"parameters": [parameter(required=True)], "get": {"responses": OK}}}), "BS"),
    ("parameter went up to the path item", api({}, paths={"/a": {"parameters": [parameter()], "get": {"responses": OK}}}), api({}, paths={"/a": {"get": {"parameters": [parameter()], "responses": OK}}}), "SS"),
    ("parameter of the operation overrides that of the path item", api({}, paths={"/a": {"parameters": [parameter(required=True)], "get": {"parameters": [parameter()], "responses": OK}}}), api({}, paths={"/a": {"get": {"parameters": [parameter()], "responses": OK}}}), "SS"),
    ("parameter moved", parameters(parameter()), parameters(parameter(where="header")), "BB"),
    ("header parameter in other case", parameters(parameter("X-Key", "header")), parameters(parameter("x-key", "header")), "SS"),
    ("query parameter in other case", parameters(parameter("Key")), parameters(parameter("key")), "DD"),
    ("deprecated parameter removed", parameters(parameter(deprecated=True)), NONE, "SS"),
    ("parameter removed before its end", parameters(parameter(**PROMISED)), NONE, "BS"),
    ("parameter removed after its end", parameters(parameter(**PAST)), NONE, "SS"),
    ("parameter deprecated", parameters(parameter()), parameters(parameter(deprecated=True)), "SS"),
    ("end of a parameter brought forward", parameters(parameter(**PROMISED)), parameters(parameter(deprecated=True, **{"x-sunset": "2098-01-01"})), "BS"),
    ("end of a parameter taken back", parameters(parameter(**PROMISED)), parameters(parameter(deprecated=True)), "BS"),
    ("end of a parameter cannot be read", parameters(parameter()), parameters(parameter(deprecated=True, **{"x-sunset": "soon"})), "BS"),
    ("default of a parameter changed", asked(text(default="a")), asked(text(default="b")), "BB"),
    ("default of a parameter added", asked(text()), asked(text(default="b")), "BB"),
    ("default of a member changed", received(member(text(default="a"))), received(member(text(default="b"))), "DD"),
    ("list written otherwise", parameters(parameter(schema=listed())), parameters(parameter(schema=listed(), explode=False)), "BB"),
    ("default style said", parameters(parameter(schema=listed())), parameters(parameter(schema=listed(), style="form", explode=True)), "SS"),
    ("single value became a list, exploded", asked(text()), asked(listed()), "SB"),
    ("extensible values", asked(text(**{"x-extensible-enum": ["a", "b"]})), asked(text(**{"x-extensible-enum": ["a"]})), "BS"),
    ("members of a parameter", asked(member(text()), style="deepObject"), asked(member(text(enum=["a"]))), "BS"),
    ("content of a parameter", api({"parameters": [{"name": "p", "in": "query", **media(text())}]}), api({"parameters": [{"name": "p", "in": "query", **media(text(enum=["a"]))}]}), "BS"),
    ("optional body added", NONE, received(OPEN), "SB"),
    ("required body added", NONE, api({"requestBody": {"required": True, **media(OPEN)}}), "BB"),
    ("body became required", received(OPEN), api({"requestBody": {"required": True, **media(OPEN)}}), "BS"),
    ("media type of a body", api({"requestBody": {"content": {"application/json": {}, "text/csv": {}}}}), api({"requestBody": {"content": {"application/json": {}}}}), "BS"),
    ("media type of an answer", answered(content={"application/json": {}, "text/csv": {}}), answered(content={"application/json": {}}), "BS"),
    ("media type of an answer made special", answered(**media(OPEN)), answered(**media(OPEN, "application/hal+json")), "SB"),
    ("parameters of a media type", answered(**media(OPEN)), answered(**media(OPEN, "application/json; charset=utf-8")), "SS"),
    ("range of media types", api({"requestBody": media(OPEN, "*/*")}), api({"requestBody": media(OPEN)}), "BS"),
    ("schema of a body added", api({"requestBody": {"content": {"application/json": {}}}}), received(OPEN), "BS"),
    ("schema of an answer removed", sent(OPEN), answered(content={"application/json": {}}), "BS"),
    ("encoding of a part", api({"requestBody": {"content": {"multipart/form-data": {"schema": OPEN, "encoding": {"a": {"contentType": "image/png"}}}}}}), api({"requestBody": {"content": {"multipart/form-data": {"schema": OPEN, "encoding": {"a": {"contentType": "image/gif"}}}}}}), "BB"),
    ("status of success removed", answers(_200={}, _202={}), answers(_200={}), "BS"),
    ("status of failure removed", answers(_200={}, _404={}), answers(_200={}), "SS"),
    ("class of failures took over", answers(_200={}, _404={}), answers(_200={}, _4XX={}), "SS"),
    ("class of successes took over", answers(_200={}), answers(_2XX={}), "DS"),
    ("default answer added", answers(_200={}), answers(_200={}, default={}), "SS"),
    ("default answer changed", answers(default=media(member(text(), required=["m"]))), answers(default=media(member(text()))), "BS"),
    ("class of failures changed", answers(_4XX=media(member(text(), required=["m"]))), answers(_4XX=media(member(text()))), "BS"),
    ("class in other case", answers(_4xx={}), answers(_4XX={}), "SS"),
    ("redirect removed", answers(_200={}, _302={}), answers(_200={}), "SS"),
    ("required header removed", header(required=True), answered(), "BS"),
    ("optional header removed", header(), answered(), "DS"),
    ("header became optional", header(required=True), header(), "BS"),
    ("header became nullable", headed(text()), headed({"type": ["string", "null"]}), "BS"),
    ("type of a header generalised", headed(whole()), headed({"type": "number"}), "BS"),
    ("type of a header changed", headed(listed()), headed(OPEN), "BB"),
    ("header in other case", answered(headers={"ETag": {"schema": text()}}), answered(headers={"etag": {"schema": text()}}), "SS"),
    ("optional member added to a request", received(OPEN), received(member(text())), "SD"),
    ("required member added to a request", received(OPEN), received(member(text(), required=["m"])), "BD"),
    ("required member with a default added to a request", received(OPEN), received(member(text(default="a"), required=["m"])), "BD"),
    ("optional member added to an answer", sent(OPEN), sent(member(text())), "SD"),
    ("required member added to an answer", sent(OPEN), sent(member(text(), required=["m"])), "SB"),
    ("member that is only read required of a request", received(member(text(readOnly=True))), received(member(text(readOnly=True), required=["m"])), "SS"),
    ("member that is only written lost by an answer", sent(member(text(writeOnly=True), required=["m"])), sent(OPEN), "SS"),
    ("member that is only written got a value more", sent(member(text(writeOnly=True, enum=["a"]))), sent(member(text(writeOnly=True, enum=["a", "b"]))), "SS"),
    ("member that is only read lost a value", received(member(text(readOnly=True, enum=["a", "b"]))), received(member(text(readOnly=True, enum=["a"]))), "SS"),
    ("member of a request became read only", received(member(text())), received(member(text(readOnly=True))), "DD"),
    ("member of an answer became write only", sent(member(text())), sent(member(text(writeOnly=True))), "DD"),
    ("member deprecated", sent(member(text())), sent(member(text(deprecated=True))), "SS"),
    ("stability of a member lowered", received(member(text())), received(member(text(**{"x-stability-level": "alpha"}))), "BS"),
    ("discriminator", pet(received), pet(received, propertyName="kind"), "DD"),
    ("mapping of a discriminator in a request", pet(received, propertyName="kind"), pet(received, propertyName="kind", mapping={"c": "Cat"}), "SD"),
    ("mapping of a discriminator in an answer", pet(sent, propertyName="kind"), pet(sent, propertyName="kind", mapping={"c": "Cat"}), "DS"),
    ("property of a discriminator", pet(sent, propertyName="kind"), pet(sent, propertyName="sort"), "DD"),
    ("schema of a name moved inline", pet(sent), sent({"oneOf": [CAT, DOG]}), "SS"),
    ("allOf opened", received({"allOf": [OPEN, member(text())]}), received(member(text())), "SS"),
    ("one schema split into allOf", received({"type": "object", "properties": {"a": text(), "b": whole()}}), received({"allOf": [member(text()), OPEN, {"type": "object", "properties": {"a": text(), "b": whole()}}]}), "SD"),
    ("allOf that only describes", received(CAT), received({"allOf": [CAT, {"description": "x", "title": "y"}]}), "SS"),
    ("union of one", sent({"oneOf": [CAT]}), sent(CAT), "SS"),
    ("const and enum of one", sent(text(const="a")), sent(text(enum=["a"])), "SS"),
    ("type in a list", sent({"type": ["string"]}), sent(text()), "SS"),
    ("true and {}", received(member(True)), received(member({})), "SS"),
    ("additionalProperties true said", received(OPEN), received({"type": "object", "additionalProperties": True}), "SS"),
    ("order of an enum", sent(text(enum=["a", "b"])), sent(text(enum=["b", "a"])), "SS"),
    ("order of required", sent({"type": "object", "required": ["a", "b"]}), sent({"type": "object", "required": ["b", "a"]}), "SS"),
    ("order of branches", sent({"oneOf": [CAT, DOG]}), sent({"oneOf": [DOG, CAT]}), "SS"),
    ("webhook added", NONE, hooked(OPEN), "SB"),
    ("callback added", NONE, called(OPEN), "SB"),
    ("security asked for", secured(), secured({"k": []}), "BD"),
    ("scope added", secured({"o": ["a"]}), secured({"o": ["a", "b"]}), "BD"),
    ("another way in", secured({"k": []}), secured({"k": []}, {"o": []}), "DB"),
    ("two schemes at once", secured({"k": []}), secured({"k": [], "o": []}), "BD"),
    ("security made optional", secured({"k": []}), secured({"k": []}, {}), "DB"),
    ("scheme exchanged", secured({"k": []}), secured({"o": []}), "BB"),
    ("security of all said for one", api({"security": [{"k": []}]}), api({}, security=[{"k": []}]), "SS"),
    ("server removed", served("https://a", "https://b"), served("https://a"), "DS"),
    ("all servers removed", served("https://a"), NONE, "DS"),
    ("server with a / at its end", served("https://a/"), served("https://a"), "SS"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "levels"), STRUCTURE, ids=[each[0] for each in STRUCTURE])
def test_structure(name: str, before: Json, after: Json, levels: str) -> None:
    found = level(before, after), level(after, before)
    assert "".join(each.value[0].upper() for each in found) == levels


def swagger(operation: Json, **more: Json) -> Json:
    return {
        "swagger": "2.0",
        "info": {"title": "A", "version": "1.0.0"},
        "paths": {"/a": {"post": {"responses": OK, **operation}}},
        **more,
    }


def plain(**more: Json) -> Json:
    return swagger({"parameters": [{"name": "p", "in": "query", "type": "string", **more}]})


def form(**more: Json) -> Json:
    return swagger({"parameters": [{"name": "f", "in": "formData", "type": "string", **more}]})


def old_body(schema: Json, **more: Json) -> Json:
    return swagger({"parameters": [{"name": "b", "in": "body", "schema": schema}], **more})


def old_answer(schema: Json, top: Json = None, **more: Json) -> Json:
    return swagger({"responses": {"200": {"description": "d", "schema": schema}}, **more}, **(top or {}))


def in_30(around: Json, schema: Json) -> Json:
    return around(schema, version="3.0.3")


SPELLINGS: list[tuple[str, Json, Json, str]] = [
    ("2.0: parameter became required", plain(), plain(required=True), "BS"),
    ("2.0: enum of a parameter", plain(enum=["a", "b"]), plain(enum=["a"]), "BS"),
    ("2.0: list of a parameter written otherwise", plain(type="array", items={"type": "string"}, collectionFormat="csv"), plain(type="array", items={"type": "string"}, collectionFormat="multi"), "BB"),
    ("2.0: field of a form became required", form(), form(required=True), "BS"),
    ("2.0: member of a body became required", old_body(member(text())), old_body(member(text(), required=["m"])), "BS"),
    ("2.0: member of an answer may be missing", old_answer(member(text(), required=["m"])), old_answer(member(text())), "BS"),
    ("2.0: media type no longer taken", old_body(OPEN, consumes=["application/json", "text/csv"]), old_body(OPEN, consumes=["application/json"]), "BS"),
    ("2.0: media type no longer sent", old_answer(OPEN, produces=["application/json", "text/csv"]), old_answer(OPEN, produces=["application/json"]), "BS"),
    ("2.0: media types of the document", old_answer(OPEN, top={"produces": ["application/json", "text/csv"]}), old_answer(OPEN, top={"produces": ["application/json"]}), "BS"),
    ("2.0: host and 3.0: the same document", old_answer(OPEN), in_30(sent, OPEN), "SS"),
    ("3.0: nullable", in_30(sent, text()), in_30(sent, text(nullable=True)), "BS"),
    ("3.0 to 3.1: nullable is null among the types", in_30(sent, text(nullable=True)), sent({"type": ["string", "null"]}), "SS"),
    ("3.0 to 3.1: exclusive bounds", in_30(received, whole(maximum=5, exclusiveMaximum=True)), received(whole(exclusiveMaximum=5)), "SS"),
    ("3.0: bound became exclusive", in_30(received, {"type": "number", "maximum": 5}), in_30(received, {"type": "number", "maximum": 5, "exclusiveMaximum": True}), "BS"),
    ("3.1 to 3.2", sent(CAT), sent(CAT, version="3.2.0"), "SS"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "levels"), SPELLINGS, ids=[each[0] for each in SPELLINGS])
def test_the_versions_of_openapi(name: str, before: Json, after: Json, levels: str) -> None:
    test_structure(name, before, after, levels)


def test_files_that_refer_to_each_other() -> None:
    def side(schema: Json) -> Any:
        main = sent({"$ref": "schemas/pet.yaml#/Pet"})
        inner = {"Pet": {"type": "object", "properties": {"m": {"$ref": "./name.json"}, "next": {"$ref": "#/Pet"}}}}
        texts = {"api.json": main, "schemas/pet.yaml": inner, "schemas/name.json": schema}
        every = of_texts({name: json.dumps(each).encode() for name, each in texts.items()})
        return replace(every, names=("api.json",))

    found = FORMAT.compare(side(text()), side({"type": ["string", "null"]}), Options())
    assert [(change.rule.id, change.level) for change in found.changes] == [("out-body-nullable-added", B)]
    assert found.changes[0].now is not None and found.changes[0].now.path == "schemas/name.json"
