"""What can be wrong with somebody's document, before anything is compared."""

from __future__ import annotations

from skerry.kernel.problem import Code, Severity

UNREADABLE = Code(
    "F001",
    "A document cannot be read",
    "The file is not there, may not be opened, is larger than 64 MB, or is not text. It is left out; the others are read. "
    "Give a file that exists, as UTF-8.",
)
SYNTAX = Code(
    "F002",
    "A document is not well-formed",
    "It is neither JSON nor YAML 1.2 at the place shown. It is left out; the others are read. Repair the syntax.",
)
TOO_DEEP = Code(
    "F003",
    "A document is nested too deeply",
    "Nothing that people write is nested more than 500 levels deep, or grows past 5,000,000 values when its YAML aliases are "
    "written out; such a document would take all memory. It is left out.",
)
REPEATED = Code(
    "F004",
    "A key stands twice in one map",
    "The last one wins, and readers disagree on which that is. Remove one of them.",
    Severity.WARNING,
)
UNKNOWN = Code(
    "F005",
    "A document is of no format that is known",
    "OpenAPI documents begin with `openapi` or `swagger`, AsyncAPI with `asyncapi`; JSON Schema has `$schema` or `type`; Protocol "
    "Buffers end in .proto, GraphQL in .graphql. The file is left out.",
)
DANGLING = Code(
    "F006",
    "A reference leads nowhere",
    "`$ref` names a file beside the document that is not there, a place that does not exist in it, or an address on the network, which "
    "is never fetched. What it stands for is taken to accept everything. Repair it, or give the file along.",
    Severity.WARNING,
)
CODES = (UNREADABLE, SYNTAX, TOO_DEEP, REPEATED, UNKNOWN, DANGLING)
