"""Compares two sets of documents: tells the formats apart, pairs the files, and hands each pair to its front end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from types import ModuleType

from skerry.contracts import diff as front_ends
from skerry.contracts import problems
from skerry.contracts.change import Action, Change, Direction, Level, Rule, Subject
from skerry.contracts.diff.format import Compared, Format, Options
from skerry.formats import problems as format_problems
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem
from skerry.kernel.registry import modules, others
from skerry.kernel.span import Span

_HEAD = 8192
REMOVED = Rule(
    Direction.BOTH, "document", "itself", Action.REMOVED, Level.BREAKING,
    "A whole contract was removed", "Whoever relies on it has nothing left to call or to read.",
)  # fmt: skip
ADDED = Rule(
    Direction.BOTH, "document", "itself", Action.ADDED, Level.SAFE,
    "A contract was added", "Nobody relies on it yet.",
)  # fmt: skip
RULES = (REMOVED, ADDED)


def formats() -> tuple[Format, ...]:
    """All front ends: the packages beside this module that offer a `FORMAT`, and what others add."""
    return tuple(sorted((*_ours(), *_theirs()), key=_rank))


@cache
def _ours() -> tuple[Format, ...]:
    return _offered(modules(front_ends))


@cache
def _theirs() -> tuple[Format, ...]:
    return _offered(others("skerry.contracts"))


def _offered(found: Iterable[ModuleType]) -> tuple[Format, ...]:
    offered = (getattr(module, "FORMAT", None) for module in found)
    return tuple(sorted((each for each in offered if isinstance(each, Format)), key=_rank))


def _rank(each: Format) -> tuple[bool, str]:
    return each.last, each.name


def _asked() -> Iterator[Format]:
    """In the order in which they may claim a file; those of others are looked for only where none of ours knows it at once."""
    yield from (each for each in _ours() if not each.last)
    yield from _theirs()
    yield from (each for each in _ours() if each.last)


def compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    """Everything that changed from `before` to `after`, in the order of formats and documents."""
    with uncollected():
        return _compare(before, after, options)


def _compare(before: Bundle, after: Bundle, options: Options) -> Compared:
    was, now = _sorted(before), _sorted(after)
    found = [*was.problems, *now.problems]
    if empty := _empty((before, was), (after, now)):
        found += [Problem(problems.EMPTY, "there is no contract here", Span(side.label or ".")) for side in empty]
        return Compared((), tuple(found))
    if differing := _mismatch(was, now, after):
        return Compared((), (*found, differing))
    involved = sorted({**was.formats, **now.formats}.values(), key=_rank)
    parts = [part for each in involved for part in _of(each, was, now, before, after, options)]
    changes = tuple(change for part in parts for change in part.changes)
    return Compared(changes, (*found, *(problem for part in parts for problem in part.problems)))


class _Sorted:
    """The names of one side by format."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}
        self.formats: dict[str, Format] = {}
        self.problems: list[Problem] = []


def _sorted(side: Bundle) -> _Sorted:
    result = _Sorted()
    asked = len(side.names) == 1
    for name in side.names:
        head, problem = _head(side, name)
        if problem:
            result.problems.append(problem)
            continue
        chosen = next((each for each in _asked() if each.claims(name, head)), None)
        if chosen is not None:
            result.formats[chosen.name] = chosen
            result.names.setdefault(chosen.name, []).append(name)
        elif asked:  # in a folder there is much else
            result.problems.append(_unknown(side.place(name)))
    return result


def _empty(*sides: tuple[Bundle, _Sorted]) -> list[Bundle]:
    """The sides that hold nothing to compare with: both, or a folder without a contract where the other side is one file by name.

    In a folder whose counterpart was one too, contracts were removed.
    """
    without = [side for side, told in sides if not told.names]
    if len(without) == len(sides):
        return without
    named = any(side.alone for side, told in sides if told.names)
    return [side for side in without if named and not side.alone]


def _head(side: Bundle, name: str) -> tuple[bytes, Problem | None]:
    try:
        data = side.fetch(name)
    except TooLargeError:
        return b"", Problem(format_problems.UNREADABLE, "larger than 64 MB", Span(side.place(name)))
    if data is None:
        what = "not there, or it may not be read"
        return b"", Problem(format_problems.UNREADABLE, what, Span(side.place(name)), instead="Check the path.")
    return data[:_HEAD], None


def _unknown(place: str) -> Problem:
    names = ", ".join(each.name for each in formats())
    return Problem(format_problems.UNKNOWN, f"this is none of {names}", Span(place))


def _mismatch(was: _Sorted, now: _Sorted, after: Bundle) -> Problem | None:
    """Two single files that are of different formats."""
    left, right = [*was.names], [*now.names]
    if len(after.names) != 1 or len(left) != 1 or len(right) != 1 or left == right:
        return None
    what = f"this is {right[0]}, the other is {left[0]}"
    return Problem(problems.DIFFERENT, what, Span(after.place(after.names[0])))


def _of(
    each: Format, was: _Sorted, now: _Sorted, before: Bundle, after: Bundle, options: Options
) -> Iterator[Compared]:
    left, right = was.names.get(each.name, []), now.names.get(each.name, [])
    if not left and not right:
        return
    if options.mode is not options.mode.once:
        options = replace(options, mode=options.mode.once)
        if len(right) == 1 and len(left) > 1 and not each.whole:
            now_one = replace(after, names=(right[0],))
            yield from (each.compare(replace(before, names=(name,)), now_one, options) for name in left)
            return
    if each.whole:
        yield each.compare(replace(before, names=tuple(left)), replace(after, names=tuple(right)), options)
        return
    if len(left) == len(right) == 1:
        yield each.compare(replace(before, names=(left[0],)), replace(after, names=(right[0],)), options)
        return
    for name in sorted({*left, *right}):
        if name in left and name in right:
            yield each.compare(replace(before, names=(name,)), replace(after, names=(name,)), options)
        else:
            yield Compared((_whole(name, before if name in left else after, removed=name in left),))


def _whole(name: str, side: Bundle, *, removed: bool) -> Change:
    rule = REMOVED if removed else ADDED
    place = Span(side.place(name))
    return Change(
        rule, rule.level, "", f"{name} was {rule.action}",
        was=place if removed else None, now=None if removed else place, subject=Subject(),
    )  # fmt: skip
