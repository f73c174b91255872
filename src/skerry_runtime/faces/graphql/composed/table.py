"""`supergraph.json`: which service gives which field, and by which key a thing is found there. The tool writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from graphql import GraphQLError, GraphQLSchema, build_schema

SCHEMA = "skerry.supergraph/1"


class Given(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What one service gives of a type; `key` are the fields by which `_entities` finds one there, () where it does not."""

    fields: frozenset[str]
    key: tuple[str, ...] = ()


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The routing table: by type and service. `document` is the file beside it with the schema that callers see."""

    schema: str
    system: str
    document: str
    types: Mapping[str, Mapping[str, Given]]


class TableError(ValueError):
    """The table can't be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Supergraph:
    """The schema that callers see, and who gives what of it."""

    schema: GraphQLSchema
    types: Mapping[str, Mapping[str, Given]]


def read(path: Path) -> Supergraph:
    """The supergraph in a file and the document beside it.

    Raises:
        TableError: one of them is not there, or is something else.
    """
    try:
        table = msgspec.json.decode(path.read_bytes(), type=Table)
        sdl = (path.parent / table.document).read_text()
    except OSError as error:
        raise TableError(f"{error.filename}: {error.strerror}; generate it again") from error
    except msgspec.DecodeError as error:
        raise TableError(f"{path}: {error}; generate it again") from error
    if table.schema != SCHEMA:
        raise TableError(f"{path} is {table.schema!r}, and this endpoint reads {SCHEMA!r}: generate it again")
    return composed(sdl, table.types)


def composed(sdl: str, types: Mapping[str, Mapping[str, Given]]) -> Supergraph:
    """The supergraph of a document.

    Raises:
        TableError: it is none.
    """
    try:
        return Supergraph(build_schema(sdl), types)
    except (GraphQLError, TypeError) as error:
        raise TableError(f"the document of the supergraph can't be read: {error}") from error
