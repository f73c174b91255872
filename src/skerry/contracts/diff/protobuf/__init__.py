"""What changed between two sets of .proto files or descriptor sets, by the rules that people know from `buf breaking`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from skerry.contracts.diff.format import Compared, Format, Options
from skerry.contracts.diff.protobuf.rules import RULES, examples
from skerry.contracts.diff.protobuf.schemas import compare as compare_schemas
from skerry.formats import problems
from skerry.formats.bundle import Bundle
from skerry.formats.protobuf import read
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

__all__ = ["FORMAT", "RULES", "examples"]
_SUFFIXES = (".proto", ".binpb", ".desc")


def claims(name: str, head: bytes) -> bool:
    """By the name alone: nothing else ends like that."""
    return name.lower().endswith(_SUFFIXES)


def compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    """All changes between two sides, judged in the category asked for."""
    with uncollected(), ThreadPoolExecutor(2) as pool:
        was, now = pool.map(read, (before, after))
        changes = compare_schemas(was.schema, now.schema, options.category)
    broken = (_broken(side.place(name)) for side, each in ((before, was), (after, now)) for name in each.schema.broken)
    return Compared(changes, (*was.problems, *now.problems, *broken))


def _broken(place: str) -> Problem:
    return Problem(problems.PROTOBUF_DESCRIPTORS, "this file of the set is no descriptor", Span(place))


FORMAT = Format("protobuf", claims, compare, whole=True)
