"""What can go wrong between two contracts, beyond what is wrong within one."""

from __future__ import annotations

from skerry.contracts import deviation_codes
from skerry.kernel.problem import Code, Severity

DIFFERENT = Code(
    "C001",
    "Two documents of different formats are compared",
    "An OpenAPI document and an AsyncAPI document have nothing that could be told apart. Compare documents of one format.",
)
EMPTY = Code(
    "C002",
    "There is no contract to compare",
    "None of the files on one side is of a format that is known. Name a file, a folder that holds OpenAPI, AsyncAPI, JSON Schema, "
    "GraphQL or Protocol Buffers documents, or a git revision as REV:PATH.",
)
EXPIRED = Code(
    "C003",
    "An acceptance has expired",
    "A change stands in the file of accepted changes, but its day has passed; it counts again. Finish the migration, or give it a "
    "new day and a reason.",
    Severity.WARNING,
)
UNUSED = Code(
    "C004",
    "An acceptance meets no change",
    "Nothing that it names has changed between these two contracts, so it can be removed.",
    Severity.NOTE,
)
NUMBERS = Code(
    "C301",
    "A line of the lock of numbers cannot be used",
    "A line is `MESSAGE NAME NUMBER`, with `reserved` behind it where the field or value is gone; a number and a name stand once in a "
    "message. After a merge, two branches may have given out the same number: give the field that is not released yet the next free one.",
)
CODES = (DIFFERENT, EMPTY, EXPIRED, UNUSED, NUMBERS, *deviation_codes.CODES)
