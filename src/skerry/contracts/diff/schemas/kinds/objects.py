"""Kinds about the members of objects."""

from __future__ import annotations

import json

from skerry.contracts.diff.schemas.difference import Effect
from skerry.contracts.diff.schemas.kinds.kind import (
    STRING,
    Kind,
    limit,
    members,
)

OBJECTS = (
    Kind(
        "property",
        "optional member",
        "A member that need not be there. Readers over HTTP ignore members they do not know. A registry does not assume that: an open "
        "schema has accepted anything under that name before.",
        (members(), json.dumps({"type": "object", "properties": {"a": STRING, "b": STRING}})),
    ),
    Kind(
        "required-property",
        "required member",
        "A member that must be there, declared and required in one step. A default does not help: nobody fills it in before the data is "
        "checked.",
        (members(), json.dumps({"type": "object", "properties": {"a": STRING, "b": STRING}, "required": ["b"]})),
    ),
    Kind(
        "required",
        "need of a member",
        "A member that was optional must be there.",
        (members(), members(required=["a"])),
    ),
    Kind(
        "additional-properties",
        "other members",
        "Whether an object may have members that are not declared, and of which schema.",
        (members(additionalProperties=False), members()),
        (members(), members(additionalProperties=STRING)),
        adds=Effect.WIDENED,
    ),
    Kind(
        "unevaluated-properties",
        "other members, over all branches",
        "`unevaluatedProperties`: whether an object may have members that no branch that holds declares.",
        None,
        (members(), members(unevaluatedProperties=False)),
    ),
    Kind(
        "pattern-properties",
        "members by pattern",
        "`patternProperties`: the schema of all members whose name matches.",
        (members(), members(patternProperties={"^x-": STRING})),
    ),
    Kind(
        "property-names",
        "names of members",
        "`propertyNames`: what names must be.",
        (members(), members(propertyNames={"maxLength": 9})),
        (members(propertyNames={"maxLength": 9}), members(propertyNames={"maxLength": 5})),
        (members(propertyNames={"pattern": "^a"}), members(propertyNames={"pattern": "^b"})),
    ),
    limit("minProperties", "min-properties", "number of members", "object", 1, 2),
    limit("maxProperties", "max-properties", "number of members", "object", 9, 5),
    Kind(
        "dependent-required",
        "need of a member beside another",
        "`dependentRequired`: members that must be there if another is.",
        (members(), members(dependentRequired={"a": ["b"]})),
        (members(dependentRequired={"a": ["b"]}), members(dependentRequired={"a": ["b", "c"]})),
        (members(dependentRequired={"a": ["b"]}), members(dependentRequired={"a": ["c"]})),
    ),
    Kind(
        "dependent-schemas",
        "schema beside a member",
        "`dependentSchemas`: what the object must be if a member is there.",
        (members(), members(dependentSchemas={"a": {"required": ["b"]}})),
        (
            members(dependentSchemas={"a": {"required": ["b"]}}),
            members(dependentSchemas={"a": {"required": ["b", "c"]}}),
        ),
        (members(dependentSchemas={"a": {"required": ["b"]}}), members(dependentSchemas={"a": {"required": ["c"]}})),
    ),
)
