"""Schemas of any dialect in one normal form, found lazily.

    schemas = Schemas(document, Dialect.OPENAPI_3_1, "api.yaml", bundle)
    order = schemas.at("/components/schemas/Order")      # a Shape; or schemas.of(raw, pointer) for one that stands inline
    order.members.names, order.members.named("price").types, order.members.required
    order.place                                          # where it is written, after references
    schemas.problems                                     # references that lead nowhere, as far as they were followed

`Same(before, after).same(raw, raw)` says at C speed whether two written parts of two documents mean the same, references
included: ask it before taking anything apart. `lowered(shape, schemas)` writes a shape's schema in 2020-12 for a validator.
Differences between two shapes are found in `skerry.contracts.diff.schemas`.
"""

from skerry.formats.json_schema.dialect import Dialect, dialect_of
from skerry.formats.json_schema.lowered import lowered
from skerry.formats.json_schema.places import Part, Place, lookup
from skerry.formats.json_schema.same import Same
from skerry.formats.json_schema.schemas import Schemas
from skerry.formats.json_schema.shape import Bound, Conditional, Contains, Shape

__all__ = [
    "Bound",
    "Conditional",
    "Contains",
    "Dialect",
    "Part",
    "Place",
    "Same",
    "Schemas",
    "Shape",
    "dialect_of",
    "lookup",
    "lowered",
]
