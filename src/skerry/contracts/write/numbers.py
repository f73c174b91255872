"""The lock of numbers: which field and which enum value of generated .proto files has which number, for ever.

A line is `MESSAGE NAME NUMBER`, with `reserved` behind what is not there any more. Lines are sorted, one thing each, so that versions
merge line by line. Renaming something in the model and on its line keeps its number; without the latter it is a new field, and the old
number stays reserved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from skerry.contracts import problems as problem_codes
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_HEADER = (
    "# Numbers of fields and enum values: on the wire they are the contract. Keep this file in version control.\n"
    "# To rename a field, rename it in the model and on its line here. Never reuse a number.\n"
)
_FIRST_KEPT, _LAST_KEPT = 19_000, 19_999  # protobuf keeps these for itself
LAST = 536_870_911


@dataclass(frozen=True, slots=True)
class Entry:
    """A number that was given out; `reserved` once its name is gone."""

    number: int
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """The entries of each message or enum (its full name), by the name of the field or value."""

    entries: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)

    def number(self, of: str, name: str) -> int:
        """The number of a field or value that was declared."""
        return self.entries[of][name].number

    def reserved(self, of: str) -> tuple[tuple[int, str], ...]:
        """Numbers and names that are gone, in the order of the numbers."""
        gone = ((entry.number, name) for name, entry in self.entries.get(of, {}).items() if entry.reserved)
        return tuple(sorted(gone))


def parse(text: str, path: str = "") -> tuple[Lock, tuple[Problem, ...]]:
    """Reads a lock; a line that cannot be used is left out and said."""
    entries: dict[str, dict[str, Entry]] = {}
    problems: list[Problem] = []
    for line, content in enumerate(text.splitlines(), 1):
        words = content.partition("#")[0].split()
        if not words:
            continue
        wrong = _take(words, entries)
        if wrong:
            problems.append(Problem(problem_codes.NUMBERS, wrong, Span(path, line, 1)))
    return Lock(entries), tuple(problems)


def _take(words: list[str], entries: dict[str, dict[str, Entry]]) -> str:
    """Adds the entry of a line; otherwise what is wrong with it."""
    if len(words) not in (3, 4) or words[3:] not in ([], ["reserved"]):
        return "this is not `MESSAGE NAME NUMBER` or `MESSAGE NAME NUMBER reserved`"
    of, name, number = words[:3]
    if not (number.isascii() and number.isdigit()) or int(number) > LAST:
        return f"`{number}` is no number of a field"
    known = entries.setdefault(of, {})
    if name in known:
        return f"`{name}` of {of} stands twice"
    other = next((each for each, entry in known.items() if entry.number == int(number)), "")
    if other:
        return f"{number} is the number of `{other}` already"
    known[name] = Entry(int(number), reserved=len(words) == 4)
    return ""


def text(lock: Lock) -> str:
    """The lock as text; the same for the same entries."""
    lines = (
        f"{of} {name} {entry.number}{' reserved' if entry.reserved else ''}\n"
        for of, known in sorted(lock.entries.items())
        for name, entry in sorted(known.items(), key=lambda each: each[1].number)
    )
    return _HEADER + "".join(lines)


def assign(lock: Lock, declared: Mapping[str, Iterable[str]], enums: Iterable[str] = ()) -> Lock:
    """The lock once these names are declared: known ones keep their number, new ones get the next, the others are reserved.

    `declared` are names by message or enum, in their order; the first value of each of `enums` has the number 0. What comes back
    has its old number again.
    """
    zero = frozenset(enums)
    entries = {
        of: {name: Entry(entry.number, reserved=True) for name, entry in known.items()}
        for of, known in lock.entries.items()
    }
    for of, names in declared.items():
        known = entries.setdefault(of, {})
        following = max((entry.number for entry in known.values()), default=-1 if of in zero else 0) + 1
        for name in names:
            if name in known:
                known[name] = Entry(known[name].number)
                continue
            if _FIRST_KEPT <= following <= _LAST_KEPT and of not in zero:
                following = _LAST_KEPT + 1
            known[name] = Entry(following)
            following += 1
    return Lock(entries)


def renamed(lock: Lock, of: str, old: str, new: str) -> Lock:
    """The lock with a field or value under another name, and the same number."""
    known = {new if name == old else name: entry for name, entry in lock.entries.get(of, {}).items()}
    return Lock({**lock.entries, of: known})
