"""Two sides of .proto files or descriptor sets, both read at once, and what changed between them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from skerry.contracts.diff.format import Compared, Options
from skerry.contracts.diff.protobuf.schemas import compare as compare_schemas
from skerry.formats import problems
from skerry.formats.bundle import Bundle
from skerry.formats.protobuf import read
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span


def compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    """All changes between two sides, judged in the category asked for."""
    with uncollected(), ThreadPoolExecutor(2) as pool:
        was, now = pool.map(read, (before, after))
        changes = compare_schemas(was.schema, now.schema, options.category)
    broken = (_broken(side.place(name)) for side, each in ((before, was), (after, now)) for name in each.schema.broken)
    return Compared(changes, (*was.problems, *now.problems, *broken))


def _broken(place: str) -> Problem:
    return Problem(problems.PROTOBUF_DESCRIPTORS, "this file of the set is no descriptor", Span(place))
