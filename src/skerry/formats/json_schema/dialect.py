"""The dialects a schema can be written in, and where their words mean different things."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Dialect(StrEnum):
    """A vocabulary of schemas; each normalises to the words of JSON Schema 2020-12."""

    DRAFT_04 = "draft-04"
    DRAFT_06 = "draft-06"
    DRAFT_07 = "draft-07"
    DRAFT_2019_09 = "2019-09"
    DRAFT_2020_12 = "2020-12"
    OPENAPI_2 = "openapi-2.0"
    OPENAPI_3_0 = "openapi-3.0"
    OPENAPI_3_1 = "openapi-3.1"
    ASYNCAPI_2 = "asyncapi-2"
    ASYNCAPI_3 = "asyncapi-3"

    @property
    def siblings(self) -> bool:
        """Whether keywords beside `$ref` count; before 2019-09 they are ignored."""
        return self in (Dialect.DRAFT_2019_09, Dialect.DRAFT_2020_12, Dialect.OPENAPI_3_1)

    @property
    def nullable(self) -> str:
        """The keyword that adds null to the values of a schema, or nothing."""
        return {Dialect.OPENAPI_3_0: "nullable", Dialect.OPENAPI_2: "x-nullable"}.get(self, "")

    @property
    def identifier(self) -> str:
        """The keyword that names a schema and changes what its references are relative to; OpenAPI before 3.1 has none."""
        if self in (Dialect.OPENAPI_2, Dialect.OPENAPI_3_0):
            return ""
        return "id" if self is Dialect.DRAFT_04 else "$id"


_BY_URI = {
    "draft-04": Dialect.DRAFT_04,
    "draft-06": Dialect.DRAFT_06,
    "draft-07": Dialect.DRAFT_07,
    "2019-09": Dialect.DRAFT_2019_09,
    "2020-12": Dialect.DRAFT_2020_12,
}


def dialect_of(schema: Any, otherwise: Dialect = Dialect.DRAFT_2020_12) -> Dialect:
    """What `$schema` says, or `otherwise`."""
    uri = schema.get("$schema") if isinstance(schema, dict) else None
    if isinstance(uri, str):
        for part, dialect in _BY_URI.items():
            if part in uri:
                return dialect
    return otherwise
