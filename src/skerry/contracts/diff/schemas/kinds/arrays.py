"""Kinds about the elements of arrays."""

from __future__ import annotations

from skerry.contracts.diff.schemas.kinds.kind import (
    INTEGER,
    SHORT,
    STRING,
    Kind,
    array,
    limit,
)

ARRAYS = (
    Kind(
        "items",
        "schema of the elements",
        "The elements of an array are of a schema.",
        (array(), array(items=STRING)),
    ),
    Kind(
        "prefix-items",
        "element at a position",
        "`prefixItems` (or `items` as a list): the schema of the element at a position.",
        (array(prefixItems=[STRING]), array(prefixItems=[STRING, STRING])),
    ),
    Kind(
        "additional-items",
        "other elements",
        "The elements after those with a position of their own.",
        None,
        (array(prefixItems=[STRING]), array(prefixItems=[STRING], items=False)),
    ),
    Kind(
        "unevaluated-items",
        "other elements, over all branches",
        "`unevaluatedItems`: the elements that no branch that holds speaks of.",
        None,
        (array(prefixItems=[STRING]), array(prefixItems=[STRING], unevaluatedItems=False)),
    ),
    limit("minItems", "min-items", "number of elements", "array", 1, 2),
    limit("maxItems", "max-items", "number of elements", "array", 9, 5),
    Kind(
        "unique-items", "difference of the elements", "No two elements are equal.", (array(), array(uniqueItems=True))
    ),
    Kind(
        "contains",
        "element that must be there",
        "`contains`: some element is of this schema.",
        (array(), array(contains=STRING)),
        (array(contains=STRING), array(contains=SHORT)),
        (array(contains=STRING), array(contains=INTEGER)),
    ),
    Kind(
        "min-contains",
        "least number of such elements",
        "`minContains`: how many elements at least are of the schema in `contains`.",
        None,
        (array(contains=STRING), array(contains=STRING, minContains=2)),
    ),
    Kind(
        "max-contains",
        "greatest number of such elements",
        "`maxContains`: how many elements at most are of the schema in `contains`.",
        (array(contains=STRING), array(contains=STRING, maxContains=9)),
        (array(contains=STRING, maxContains=9), array(contains=STRING, maxContains=5)),
    ),
)
