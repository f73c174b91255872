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
STRANGE = Code(
    "C005",
    "No change has this fingerprint",
    "What is to be accepted has to be a change between the two sides as they are now. `skerry contracts diff` prints the fingerprint of "
    "each break; it changes when the change does.",
)
UNFIT = Code(
    "C006",
    "The file of accepted changes cannot be added to",
    "Its list `accepted:` is not written in a form that a line can be put behind, or it cannot be read. Write the decision by hand, in "
    "the form that `skerry contracts accept --help` shows.",
)
OPERATIONS = Code(
    "C007",
    "Persisted operations are not of a form that is known",
    "They are folders with .graphql files, one a consumer; a JSON object of consumers and their documents; or the manifests of Apollo "
    "and Relay. What is of another form is left out.",
)
TRACES = Code(
    "C008",
    "Traces hold no call",
    "No span of the file says who called which operation. Wanted are lines of OTLP/JSON (`resourceSpans`) or flat spans with "
    "`service.name`, `http.request.method`, `http.route` and the peer.",
    Severity.WARNING,
)
UNSOUND = Code(
    "C009",
    "The older model has errors",
    "What could not be read of it is left out of the comparison and seems to be new. `skerry check` on that revision shows the errors.",
    Severity.WARNING,
)
NO_MODEL = Code(
    "C010",
    "There was no model in that revision",
    "Everything in the other model is new, or gone. Name another revision, or the folder that the model stood in.",
    Severity.NOTE,
)
NUMBERS = Code(
    "C301",
    "A line of the lock of numbers cannot be used",
    "A line is `MESSAGE NAME NUMBER`, with `reserved` behind it where the field or value is gone; a number and a name stand once in a "
    "message. After a merge, two branches may have given out the same number: give the field that is not released yet the next free one.",
)
RULESET = Code(
    "C040",
    "A ruleset cannot be used as it is",
    "A ruleset has `rules:` (a level by rule: off, error, warning, note) and `ignore:` (a list, each with rule, path and reason). The "
    "part shown is left out; the rest counts.",
)
IGNORE_EXPIRED = Code(
    "C041",
    "A finding is no longer ignored",
    "The ruleset ignores it, but the day until which it did has passed. Repair the contract, or give a new day and a reason.",
    Severity.WARNING,
)
IGNORE_UNUSED = Code(
    "C042",
    "What the ruleset ignores is not there",
    "No finding of that rule is at that path any more, so the entry can be removed.",
    Severity.NOTE,
)
NOTHING_TO_LINT = Code(
    "C043",
    "There is no contract to look at",
    "None of the files is of a format that is known. Name a file, a folder that holds OpenAPI, AsyncAPI, JSON Schema, GraphQL or "
    "Protocol Buffers documents, or a git revision as REV:PATH.",
)
NOT_THERE = Code(
    "C020",
    "A contract that a service keeps cannot be read",
    "The model names a file as the contract of a service, but it is not there, is larger than 64 MB, or is not UTF-8. Nothing is written "
    "for that service; the others are.",
    Severity.WARNING,
)
CODES = (
    DIFFERENT, EMPTY, EXPIRED, UNUSED, STRANGE, UNFIT, OPERATIONS, TRACES, UNSOUND, NO_MODEL, NUMBERS, NOT_THERE,
    RULESET, IGNORE_EXPIRED, IGNORE_UNUSED, NOTHING_TO_LINT, *deviation_codes.CODES,
)  # fmt: skip
