"""What can be wrong with .proto files and descriptor sets."""

from __future__ import annotations

from skerry.kernel.problem import Code, Severity

COMPILE = Code(
    "F301",
    "A .proto file does not compile",
    "protoc refuses the file at the place shown. It is left out, with all files that import it; the others are read.",
)
IMPORT = Code(
    "F302",
    "An import is not found",
    "The imported file stands neither beside the importing one nor in any folder above it, up to the folder that was given, and "
    "is none of google/protobuf, google/api, google/rpc and google/type, which Skerry brings. Give the folder that holds "
    "all files, or a descriptor set that was written with its imports.",
)
DESCRIPTORS = Code(
    "F303",
    "A descriptor set cannot be read",
    "The file is no `google.protobuf.FileDescriptorSet`. Write one with `protoc --include_imports --include_source_info "
    "--descriptor_set_out` or `buf build`.",
)
LIMIT = Code(
    "F304",
    "The .proto files are too large or take too long",
    "No file may have more than 8 MB, all together no more than 256 MB, and the compiler has two minutes and 4 GB.",
)
DEPENDENT = Code(
    "F305",
    "A file is left out because of one that it imports",
    "What it says depends on a file that does not compile. Repair that one.",
    Severity.WARNING,
)
CODES = (COMPILE, IMPORT, DESCRIPTORS, LIMIT, DEPENDENT)
