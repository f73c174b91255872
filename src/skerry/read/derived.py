"""What a framework works out from all declarations: tables made once a tree, when somebody first asks.

A file that used one is linked again when the table has become another, whatever edit that comes from. So a table must be plain: names,
truth values, and units, in tuples, lists, sets and mappings.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import msgspec

from skerry.read.declarations import Declarations

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
        """The table of a tree."""
        questions = declarations.questions
        questions.told.add(self.name)
        if self.name not in declarations.tables:
            asked, questions.now = questions.now, set()  # whoever asks, asks for the table and not for what it took
            given = declarations if self._owner is None else self._owner(declarations)
            declarations.tables[self.name] = self._make(given)
            questions.now = asked
        found: T = declarations.tables[self.name]
        return found


def fingerprint(name: str, declarations: Declarations) -> bytes:
    """A digest of a table, the same wherever its units have moved."""
    known = declarations.fingerprints
    if name not in known:
        plain = _plain(TABLES[name](declarations), declarations.identity)
        known[name] = blake2b(msgspec.msgpack.encode(plain), digest_size=8).digest()
    return known[name]


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
