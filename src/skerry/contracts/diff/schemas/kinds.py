"""The kinds of differences: what each is about, and the smallest schemas that show it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Effect

Sample = tuple[str, str]
FORM = "form"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of difference. `added`, `narrowed`, `changed` are samples before and after; their twins are the same turned round.

    `adds` is what adding it does to the accepted values.
    """

    name: str
    title: str
    about: str
    added: Sample | None = None
    narrowed: Sample | None = None
    changed: Sample | None = None
    adds: Effect = Effect.NARROWED

    def samples(self) -> Iterator[tuple[Action, Effect, Sample]]:
        """Each action with its effect and its sample."""
        turned = {Effect.NARROWED: Effect.WIDENED, Effect.WIDENED: Effect.NARROWED}
        if self.added:
            yield Action.ADDED, self.adds, self.added
            yield Action.REMOVED, turned.get(self.adds, self.adds), self.added[::-1]
        if self.narrowed:
            neither = self.adds is Effect.NEITHER
            yield Action.NARROWED, Effect.NEITHER if neither else Effect.NARROWED, self.narrowed
            yield Action.WIDENED, Effect.NEITHER if neither else Effect.WIDENED, self.narrowed[::-1]
        if self.changed:
            yield Action.CHANGED, Effect.NEITHER if self.adds is Effect.NEITHER else Effect.BOTH, self.changed


def _limit(word: str, kind: str, title: str, type_: str, loose: float, tight: float) -> Kind:
    def schema(limit: float | None) -> str:
        return json.dumps({"type": type_, **({} if limit is None else {word: limit})})

    end = "least" if "in" in word[:12] and "ax" not in word else "greatest"
    about = f"`{word}` is the {end} {title} that is valid. Data beyond it is refused by those who check."
    return Kind(kind, f"{end} {title}", about, (schema(None), schema(loose)), (schema(loose), schema(tight)))


def _in(word: str, **more: object) -> str:
    return json.dumps({"type": word, **more})


_A, _AB = '{"type": "string", "enum": ["a"]}', '{"type": "string", "enum": ["a", "b"]}'


def _members(**more: object) -> str:
    return json.dumps({"type": "object", "properties": {"a": {"type": "string"}}, **more})


def _array(**more: object) -> str:
    return json.dumps({"type": "array", **more})


def _raw(**more: object) -> str:
    return json.dumps(more)


_STRING, _INTEGER = {"type": "string"}, {"type": "integer"}
_SHORT = {"type": "string", "maxLength": 5}
_CAT = {
    "type": "object",
    "properties": {"cat": {"type": "boolean"}},
    "required": ["cat"],
    "additionalProperties": False,
}
_DOG = {
    "type": "object",
    "properties": {"dog": {"type": "boolean"}},
    "required": ["dog"],
    "additionalProperties": False,
}
_COW = {
    "type": "object",
    "properties": {"cow": {"type": "boolean"}},
    "required": ["cow"],
    "additionalProperties": False,
}
_TAG = {"discriminator": {"propertyName": "kind"}}

_VALUES = (
    Kind(
        "type",
        "type",
        "Values of another JSON type are valid than before. `number` holds `integer`.",
        narrowed=(_in("number"), _in("integer")),
        changed=(_in("object"), _in("array")),
    ),
    Kind(
        "nullable",
        "null",
        "Null is valid, or no longer: `nullable`, null among the types, or a union with null; the dialects say the same differently.",
        added=(_in("string"), _raw(type=["string", "null"])),
        adds=Effect.WIDENED,
    ),
    Kind(
        "enum",
        "list of values",
        "Only the listed values are valid. A new value in what is sent meets readers who do not know it: announce it, or mark the list "
        "extensible (`x-extensible-enum`).",
        added=(_in("string"), _A),
        narrowed=(_AB, _A),
    ),
    Kind(
        "const",
        "fixed value",
        "One value alone is valid.",
        added=(_in("string"), _raw(type="string", const="a")),
        changed=(_raw(type="string", const="a"), _raw(type="string", const="b")),
    ),
    Kind(
        "extensible-enum",
        "list of known values",
        "`x-extensible-enum` lists values that are known, and says that others will come.",
        narrowed=(
            json.dumps({"type": "string", "x-extensible-enum": ["a", "b"]}),
            json.dumps({"type": "string", "x-extensible-enum": ["a"]}),
        ),
        adds=Effect.NEITHER,
    ),
)
_SCALARS = (
    _limit("minLength", "min-length", "length of a text", "string", 1, 5),
    _limit("maxLength", "max-length", "length of a text", "string", 9, 5),
    _limit("minimum", "minimum", "number", "number", 1, 5),
    _limit("maximum", "maximum", "number", "number", 9, 5),
    _limit("exclusiveMinimum", "exclusive-minimum", "number, itself left out,", "number", 1, 5),
    _limit("exclusiveMaximum", "exclusive-maximum", "number, itself left out,", "number", 9, 5),
    Kind(
        "multiple-of",
        "step of a number",
        "`multipleOf`: numbers are multiples of it.",
        (_in("number"), _in("number", multipleOf=2)),
        (_in("number", multipleOf=2), _in("number", multipleOf=4)),
        (_in("number", multipleOf=2), _in("number", multipleOf=3)),
    ),
    Kind(
        "pattern",
        "pattern",
        "A regular expression that a text matches somewhere. Two of them are compared by their wording: that one holds the other is not "
        "seen.",
        (_in("string"), _in("string", pattern="^a")),
        (_in("string", pattern="^a"), _in("string", pattern="^a", allOf=[{"pattern": "z$"}])),
        (_in("string", pattern="^a"), _in("string", pattern="^b")),
    ),
    Kind(
        "format",
        "format",
        "`format` names what a text or number stands for. Validators need not check it; the code that people generate does.",
        (_in("string"), _in("string", format="date")),
        (_in("integer", format="int64"), _in("integer", format="int32")),
        (_in("string", format="date"), _in("string", format="email")),
    ),
    Kind(
        "content-encoding",
        "encoding of a content",
        "`contentEncoding`: how bytes are written as text.",
        (_in("string"), _in("string", contentEncoding="base64")),
        None,
        (_in("string", contentEncoding="base64"), _in("string", contentEncoding="base16")),
    ),
    Kind(
        "content-media-type",
        "media type of a content",
        "`contentMediaType`: what a text holds.",
        (_in("string"), _in("string", contentMediaType="image/png")),
        None,
        (_in("string", contentMediaType="image/png"), _in("string", contentMediaType="text/html")),
    ),
    Kind(
        "content-schema",
        "schema of a content",
        "`contentSchema`: the schema of what a text holds.",
        (
            _in("string", contentMediaType="application/json"),
            _in("string", contentMediaType="application/json", contentSchema=_STRING),
        ),
        None,
        (_in("string", contentSchema=_STRING), _in("string", contentSchema=_INTEGER)),
    ),
)
_OBJECTS = (
    Kind(
        "property",
        "optional member",
        "A member that need not be there. Readers over HTTP ignore members they do not know. A registry does not assume that: an open "
        "schema has accepted anything under that name before.",
        (_members(), json.dumps({"type": "object", "properties": {"a": _STRING, "b": _STRING}})),
    ),
    Kind(
        "required-property",
        "required member",
        "A member that must be there, declared and required in one step. A default does not help: nobody fills it in before the data is "
        "checked.",
        (_members(), json.dumps({"type": "object", "properties": {"a": _STRING, "b": _STRING}, "required": ["b"]})),
    ),
    Kind(
        "required",
        "need of a member",
        "A member that was optional must be there.",
        (_members(), _members(required=["a"])),
    ),
    Kind(
        "additional-properties",
        "other members",
        "Whether an object may have members that are not declared, and of which schema.",
        (_members(additionalProperties=False), _members()),
        (_members(), _members(additionalProperties=_STRING)),
        adds=Effect.WIDENED,
    ),
    Kind(
        "unevaluated-properties",
        "other members, over all branches",
        "`unevaluatedProperties`: whether an object may have members that no branch that holds declares.",
        None,
        (_members(), _members(unevaluatedProperties=False)),
    ),
    Kind(
        "pattern-properties",
        "members by pattern",
        "`patternProperties`: the schema of all members whose name matches.",
        (_members(), _members(patternProperties={"^x-": _STRING})),
    ),
    Kind(
        "property-names",
        "names of members",
        "`propertyNames`: what names must be.",
        (_members(), _members(propertyNames={"maxLength": 9})),
        (_members(propertyNames={"maxLength": 9}), _members(propertyNames={"maxLength": 5})),
        (_members(propertyNames={"pattern": "^a"}), _members(propertyNames={"pattern": "^b"})),
    ),
    _limit("minProperties", "min-properties", "number of members", "object", 1, 2),
    _limit("maxProperties", "max-properties", "number of members", "object", 9, 5),
    Kind(
        "dependent-required",
        "need of a member beside another",
        "`dependentRequired`: members that must be there if another is.",
        (_members(), _members(dependentRequired={"a": ["b"]})),
        (_members(dependentRequired={"a": ["b"]}), _members(dependentRequired={"a": ["b", "c"]})),
        (_members(dependentRequired={"a": ["b"]}), _members(dependentRequired={"a": ["c"]})),
    ),
    Kind(
        "dependent-schemas",
        "schema beside a member",
        "`dependentSchemas`: what the object must be if a member is there.",
        (_members(), _members(dependentSchemas={"a": {"required": ["b"]}})),
        (
            _members(dependentSchemas={"a": {"required": ["b"]}}),
            _members(dependentSchemas={"a": {"required": ["b", "c"]}}),
        ),
        (_members(dependentSchemas={"a": {"required": ["b"]}}), _members(dependentSchemas={"a": {"required": ["c"]}})),
    ),
)
_ARRAYS = (
    Kind(
        "items",
        "schema of the elements",
        "The elements of an array are of a schema.",
        (_array(), _array(items=_STRING)),
    ),
    Kind(
        "prefix-items",
        "element at a position",
        "`prefixItems` (or `items` as a list): the schema of the element at a position.",
        (_array(prefixItems=[_STRING]), _array(prefixItems=[_STRING, _STRING])),
    ),
    Kind(
        "additional-items",
        "other elements",
        "The elements after those with a position of their own.",
        None,
        (_array(prefixItems=[_STRING]), _array(prefixItems=[_STRING], items=False)),
    ),
    Kind(
        "unevaluated-items",
        "other elements, over all branches",
        "`unevaluatedItems`: the elements that no branch that holds speaks of.",
        None,
        (_array(prefixItems=[_STRING]), _array(prefixItems=[_STRING], unevaluatedItems=False)),
    ),
    _limit("minItems", "min-items", "number of elements", "array", 1, 2),
    _limit("maxItems", "max-items", "number of elements", "array", 9, 5),
    Kind(
        "unique-items", "difference of the elements", "No two elements are equal.", (_array(), _array(uniqueItems=True))
    ),
    Kind(
        "contains",
        "element that must be there",
        "`contains`: some element is of this schema.",
        (_array(), _array(contains=_STRING)),
        (_array(contains=_STRING), _array(contains=_SHORT)),
        (_array(contains=_STRING), _array(contains=_INTEGER)),
    ),
    Kind(
        "min-contains",
        "least number of such elements",
        "`minContains`: how many elements at least are of the schema in `contains`.",
        None,
        (_array(contains=_STRING), _array(contains=_STRING, minContains=2)),
    ),
    Kind(
        "max-contains",
        "greatest number of such elements",
        "`maxContains`: how many elements at most are of the schema in `contains`.",
        (_array(contains=_STRING), _array(contains=_STRING, maxContains=9)),
        (_array(contains=_STRING, maxContains=9), _array(contains=_STRING, maxContains=5)),
    ),
)
_LOGIC = (
    Kind(
        "one-of",
        "branch of `oneOf`",
        "Exactly one branch holds. Branches are matched by what they accept. A branch that overlaps another makes data invalid that both "
        "accept. Narrowed, widened, changed: a schema became a union or ceased to be one.",
        (_raw(oneOf=[_CAT, _DOG]), _raw(oneOf=[_CAT, _DOG, _COW])),
        (_raw(oneOf=[_CAT, _DOG]), json.dumps(_CAT)),
        (_raw(oneOf=[_CAT, _DOG]), json.dumps(_COW)),
        adds=Effect.WIDENED,
    ),
    Kind(
        "any-of",
        "branch of `anyOf`",
        "At least one branch holds. Branches are matched by what they accept.",
        (_raw(anyOf=[_CAT, _DOG]), _raw(anyOf=[_CAT, _DOG, _COW])),
        (_raw(anyOf=[_CAT, _DOG]), json.dumps(_CAT)),
        (_raw(anyOf=[_CAT, _DOG]), json.dumps(_COW)),
        adds=Effect.WIDENED,
    ),
    Kind(
        "not",
        "schema that must not hold",
        "`not`: what it accepts is refused.",
        (_raw(), _raw(**{"not": _INTEGER})),
        (_raw(**{"not": _SHORT}), _raw(**{"not": _STRING})),
        (_raw(**{"not": _STRING}), _raw(**{"not": _INTEGER})),
    ),
    Kind(
        "if",
        "condition",
        "`if`: where it holds, `then` must hold too, else `else`.",
        (_raw(), _raw(**{"if": {"required": ["a"]}, "then": {"required": ["b"]}})),
        None,
        (
            _raw(**{"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
            _raw(**{"if": {"required": ["c"]}, "then": {"required": ["b"]}}),
        ),
    ),
    *(
        Kind(
            word,
            f"`{word}` of a condition",
            f"`{word}`: what must hold if the condition {'holds' if word == 'then' else 'does not'}.",
            (
                _raw(**{"if": {"required": ["a"]}, other: {"required": ["z"]}}),
                _raw(**{"if": {"required": ["a"]}, other: {"required": ["z"]}, word: {"required": ["b"]}}),
            ),
            (
                _raw(**{"if": {"required": ["a"]}, word: {"required": ["b"]}}),
                _raw(**{"if": {"required": ["a"]}, word: {"required": ["b", "c"]}}),
            ),
            (
                _raw(**{"if": {"required": ["a"]}, word: {"required": ["b"]}}),
                _raw(**{"if": {"required": ["a"]}, word: {"required": ["c"]}}),
            ),
        )
        for word, other in (("then", "else"), ("else", "then"))
    ),
    Kind(
        "schema",
        "schema",
        "The schema as a whole: it accepts nothing any more or again, or is nested too deeply to be gone through.",
        None,
        (_in("string"), "false"),
    ),
)
_NOTES = (
    Kind(
        FORM,
        "form of a schema",
        "A schema became an enum, a union, a conjunction that it was not, or the other way, and accepts what it accepted. Schema "
        "registries refuse it all the same: they compare forms before they compare what is accepted.",
        None,
        (_raw(enum=["a"]), _raw(type="string", enum=["a"])),
        (_raw(enum=["a"]), _raw(const="a")),
        adds=Effect.NEITHER,
    ),
    Kind(
        "discriminator",
        "discriminator",
        "The member that tells the branches of a union apart. Generated clients read it before they look at anything else.",
        (_raw(oneOf=[_CAT, _DOG]), _raw(oneOf=[_CAT, _DOG], **_TAG)),
        None,
        (_raw(oneOf=[_CAT, _DOG], **_TAG), _raw(oneOf=[_CAT, _DOG], discriminator={"propertyName": "sort"})),
        adds=Effect.NEITHER,
    ),
    Kind(
        "discriminator-mapping",
        "value of a discriminator",
        "Which schema a value of the discriminator stands for.",
        (
            _raw(oneOf=[_CAT, _DOG], **_TAG),
            _raw(oneOf=[_CAT, _DOG], discriminator={"propertyName": "kind", "mapping": {"c": "Cat"}}),
        ),
        None,
        (
            _raw(oneOf=[_CAT, _DOG], discriminator={"propertyName": "kind", "mapping": {"c": "Cat"}}),
            _raw(oneOf=[_CAT, _DOG], discriminator={"propertyName": "kind", "mapping": {"c": "Dog"}}),
        ),
        adds=Effect.NEITHER,
    ),
    Kind(
        "default",
        "default",
        "What is meant when nothing is sent. Who relied on the old one gets another result from the same request.",
        (_in("string"), _in("string", default="a")),
        None,
        (_in("string", default="a"), _in("string", default="b")),
        adds=Effect.NEITHER,
    ),
    Kind(
        "stability",
        "promise of stability",
        "`x-stability-level` goes draft, alpha, beta, stable; without it a part is stable. A promise is not taken back.",
        narrowed=(_in("string", **{"x-stability-level": "stable"}), _in("string", **{"x-stability-level": "beta"})),
        adds=Effect.NEITHER,
    ),
    Kind(
        "read-only",
        "mark for reading only",
        "`readOnly`: sent by the owner alone; in requests it is ignored or refused.",
        (_in("string"), _in("string", readOnly=True)),
        adds=Effect.NEITHER,
    ),
    Kind(
        "write-only",
        "mark for writing only",
        "`writeOnly`: received by the owner alone; it is never in an answer.",
        (_in("string"), _in("string", writeOnly=True)),
        adds=Effect.NEITHER,
    ),
    Kind(
        "deprecated",
        "mark of deprecation",
        "`deprecated`: still valid, and on its way out.",
        (_in("string"), _in("string", deprecated=True)),
        adds=Effect.NEITHER,
    ),
)
KINDS = {kind.name: kind for kind in (*_VALUES, *_SCALARS, *_OBJECTS, *_ARRAYS, *_LOGIC, *_NOTES)}
