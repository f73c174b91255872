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
GRAPHQL_SYNTAX = Code(
    "F060",
    "A GraphQL definition cannot be read",
    "The text at the place shown is no GraphQL (September 2025 edition). This definition is left out; all others are read.",
)
GRAPHQL_REPEATED = Code(
    "F061",
    "A GraphQL name is defined twice",
    "A type, or a field of a type, stands twice, which servers refuse and some published schemas have. The first is taken. "
    "Remove one of them.",
    Severity.WARNING,
)
GRAPHQL_STRAY = Code(
    "F062",
    "An operation stands among the definitions of a schema",
    "Queries and fragments belong to a consumer. They are left out of the schema; give them as persisted operations to be told "
    "whom a change breaks.",
    Severity.NOTE,
)
GRAPHQL_UNKNOWN = Code(
    "F063",
    "A GraphQL schema names what it does not define",
    "A type that no definition gives, or a directive that is neither defined, built in, nor imported with @link. It is taken as "
    "it stands, with nothing known about it.",
    Severity.WARNING,
)
GRAPHQL_ROOTS = Code(
    "F064",
    "A GraphQL schema has no query type",
    "Every service needs a root type for queries (`Query`, or what `schema { query: … }` names). The types are read all the same.",
    Severity.NOTE,
)
GRAPHQL_COMPOSITION = Code(
    "F065",
    "Subgraphs do not compose",
    "A Federation 2 router needs one schema that all subgraphs agree on. The message names the rule; the places are those of the "
    "definitions that disagree.",
)
GRAPHQL_OPERATION = Code(
    "F066",
    "An operation does not fit its schema",
    "A consumer's operation selects what the schema does not have, so nothing can be said about that part of it.",
    Severity.WARNING,
)
GRAPHQL = (
    GRAPHQL_SYNTAX,
    GRAPHQL_REPEATED,
    GRAPHQL_STRAY,
    GRAPHQL_UNKNOWN,
    GRAPHQL_ROOTS,
    GRAPHQL_COMPOSITION,
    GRAPHQL_OPERATION,
)
PROTOBUF_COMPILE = Code(
    "F301",
    "A .proto file does not compile",
    "protoc refuses the file at the place shown. It is left out, with all files that import it; the others are read.",
)
PROTOBUF_IMPORT = Code(
    "F302",
    "An import is not found",
    "The imported file stands neither beside the importing one nor in any folder above it, up to the folder that was given, and "
    "is none of google/protobuf, google/api, google/rpc and google/type, which Skerry brings. Give the folder that holds "
    "all files, or a descriptor set that was written with its imports.",
)
PROTOBUF_DESCRIPTORS = Code(
    "F303",
    "A descriptor set cannot be read",
    "The file is no `google.protobuf.FileDescriptorSet`. Write one with `protoc --include_imports --include_source_info "
    "--descriptor_set_out` or `buf build`.",
)
PROTOBUF_LIMIT = Code(
    "F304",
    "The .proto files are too large or take too long",
    "No file may have more than 8 MB, all together no more than 256 MB, and the compiler has two minutes and 4 GB.",
)
PROTOBUF_DEPENDENT = Code(
    "F305",
    "A file is left out because of one that it imports",
    "What it says depends on a file that does not compile. Repair that one.",
    Severity.WARNING,
)
PROTOBUF = (PROTOBUF_COMPILE, PROTOBUF_IMPORT, PROTOBUF_DESCRIPTORS, PROTOBUF_LIMIT, PROTOBUF_DEPENDENT)
CODES = (UNREADABLE, SYNTAX, TOO_DEEP, REPEATED, UNKNOWN, DANGLING, *GRAPHQL, *PROTOBUF)
