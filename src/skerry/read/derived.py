"""What a framework works out from all declarations: tables made once a tree, when somebody first asks.

To look something up in one is a question like any other (see `questions`), so an edit concerns the files that asked for a key whose
answer it changes, and those that went through a whole table. A table must be plain: names, truth values, and units, in tuples, lists,
sets and mappings. How its answers were is remembered as numbers, since the table of the last reading is not there to be asked.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Set
from hashlib import blake2b
from typing import Any, Generic, TypeVar, cast

import msgspec

from skerry.read.declarations import Declarations
from skerry.read.questions import ANY, KEY, WHOLE, Numbers, Questions

T = TypeVar("T")

TABLES: dict[str, Derived[Any]] = {}  # by name: what is known to have been used can be made again


class Derived(Generic[T]):
    """`@Derived` before a function of the declarations, or before a property of a class that is made from them alone."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self.__doc__ = make, make.__doc__
        self._owner: Callable[[Declarations], object] | None = None
        self.name = f"{make.__module__}.{make.__qualname__}"
        TABLES[self.name] = self

    def __set_name__(self, owner: Callable[[Declarations], object], name: str) -> None:
        self._owner = owner

    def __get__(self, holder: Any, owner: object) -> T:
        return self(holder.declarations)

    def __call__(self, declarations: Declarations) -> T:
        """The table of a tree; of a mapping or a set a view that notes what is looked up."""
        questions = declarations.questions
        questions.told.add(self.name)
        table = self.table(declarations)
        if isinstance(table, _Mapping | _Set):
            return cast(T, table)
        questions.note(self.name, "", WHOLE)
        return cast(T, table)

    def table(self, declarations: Declarations) -> object:
        """The table, made now unless it has been."""
        if self.name not in declarations.tables:
            questions = declarations.questions  # whoever asks, asks for the table and not for what it took
            (asked, questions.now), (told, questions.told) = (questions.now, set()), (questions.told, set())
            made = self._make(declarations if self._owner is None else self._owner(declarations))
            questions.now, questions.told = asked, told
            if isinstance(made, dict):
                declarations.tables[self.name] = _Mapping(made, self.name, questions)
            elif isinstance(made, set | frozenset):
                declarations.tables[self.name] = _Set(made, self.name, questions)
            else:
                declarations.tables[self.name] = made
        return declarations.tables[self.name]


# -- looking something up ----------------------------------------------------------------------------------------------


class _Mapping(Mapping[Any, Any]):
    """A mapping that notes which keys were asked for, in vain too; what goes through all of it asks for the whole."""

    __slots__ = ("name", "questions", "raw")

    def __init__(self, raw: dict[Any, Any], name: str, questions: Questions) -> None:
        self.raw, self.name, self.questions = raw, name, questions

    def __getitem__(self, key: Any) -> Any:
        self.questions.now.add((self.name, _key(key), KEY))
        return self.raw[key]

    def get(self, key: Any, default: Any = None) -> Any:
        self.questions.now.add((self.name, _key(key), KEY))
        return self.raw.get(key, default)

    def __contains__(self, key: object) -> bool:
        self.questions.now.add((self.name, _key(key), KEY))
        return key in self.raw

    def __bool__(self) -> bool:
        self.questions.note(self.name, "", ANY)
        return bool(self.raw)

    def __iter__(self) -> Iterator[Any]:
        self.questions.note(self.name, "", WHOLE)
        return iter(self.raw)

    def __len__(self) -> int:
        self.questions.note(self.name, "", WHOLE)
        return len(self.raw)


class _Set(Set[Any]):
    """A set that notes what was looked for."""

    __slots__ = ("name", "questions", "raw")

    def __init__(self, raw: Set[Any], name: str, questions: Questions) -> None:
        self.raw, self.name, self.questions = raw, name, questions

    def __contains__(self, key: object) -> bool:
        self.questions.now.add((self.name, _key(key), KEY))
        return key in self.raw

    def __bool__(self) -> bool:
        self.questions.note(self.name, "", ANY)
        return bool(self.raw)

    def __iter__(self) -> Iterator[Any]:
        self.questions.note(self.name, "", WHOLE)
        return iter(self.raw)

    def __len__(self) -> int:
        self.questions.note(self.name, "", WHOLE)
        return len(self.raw)


def _key(key: object) -> int | str:
    """A key as a question has it: a unit as it is, several words as one text."""
    if isinstance(key, str):
        return key
    if isinstance(key, int):
        return key if key >= 0 else f"#{key}"
    if isinstance(key, tuple) and all(isinstance(part, str) for part in key):
        return "\0".join(key)
    raise TypeError(f"{key!r} is no key of a derived table")


# -- how the answers are -----------------------------------------------------------------------------------------------


def answered(name: str, declarations: Declarations, numbers: Numbers) -> bytes:
    """What a table answers: pairs of a question's number and a digest of the answer, the same wherever its units have moved."""
    table = TABLES[name].table(declarations)
    rows = array("Q")

    def add(key: int | str, kind: str, answer: bytes) -> None:
        digest = blake2b(answer, digest_size=8).digest()
        rows.extend((numbers.number((name, key, kind)), int.from_bytes(digest, "little")))

    def packed(value: object) -> bytes:
        return msgspec.msgpack.encode(_plain(value, declarations.identity))

    if isinstance(table, _Mapping):
        for key, value in table.raw.items():
            add(_key(key), KEY, packed(value))
        whole, some = rows.tobytes(), bool(table.raw)
    elif isinstance(table, _Set):
        for key in table.raw:
            add(_key(key), KEY, b"")
        whole, some = array("Q", sorted(rows)).tobytes(), bool(table.raw)
    else:
        whole, some = packed(table), bool(table)
    add("", WHOLE, whole)
    add("", ANY, packed(some))
    return rows.tobytes()


def differing(before: bytes, now: bytes) -> set[int]:
    """The numbers of the questions that two states of a table answer differently."""
    old, new = _pairs(before), _pairs(now)
    return {number for number in old.keys() | new.keys() if old.get(number) != new.get(number)}


def _pairs(answers: bytes) -> dict[int, int]:
    rows = array("Q")
    rows.frombytes(answers)
    return dict(zip(rows[::2], rows[1::2], strict=True))


def _plain(value: object, identity: Callable[[int], str]) -> object:
    match value:
        case bool() | str() | None:
            return value
        case int():
            return [identity(value)] if value >= 0 else value
        case dict():
            return [[_plain(key, identity), _plain(inner, identity)] for key, inner in value.items()]
        case set() | frozenset():
            return sorted(msgspec.msgpack.encode(_plain(inner, identity)) for inner in value)
        case msgspec.Struct():
            return [_plain(inner, identity) for inner in msgspec.structs.astuple(value)]
        case list() | tuple():
            return [_plain(inner, identity) for inner in value]
    raise TypeError(f"{type(value)} has no place in a derived table")
