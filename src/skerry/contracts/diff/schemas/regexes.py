"""A text that a regular expression matches, or nothing if it is of a kind that takes more than a walk through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from skerry.formats.json_schema.patterns import matches, plain

codes: Any = import_module("re._constants")  # private to the standard library, and typed in some of its versions only
parser: Any = import_module("re._parser")
_BEGIN, _END = (codes.AT_BEGINNING, codes.AT_BEGINNING_STRING), (codes.AT_END, codes.AT_END_STRING)
_PLAIN = "a0A b-_.@/:1x"
_MOST = 200


def text_matching(pattern: str) -> str | None:
    """The shortest text in sight that the pattern matches."""
    try:
        made = "".join(_Walk().made(parser.parse(plain(pattern))))
        return made if len(made) <= _MOST and matches(pattern, made) else None
    except (re.error, RecursionError, OverflowError, _TooHardError):
        return None


def lengths(pattern: str) -> tuple[int, int | None]:
    """The least length of a text that the pattern matches, and the greatest, or None where there is none known."""
    try:
        parsed = parser.parse(plain(pattern))
        least, most = (int(width) for width in parsed.getwidth())
    except (re.error, RecursionError, OverflowError):
        return 0, None
    ends = len(parsed) > 1 and all(
        code is codes.AT and at in places for (code, at), places in ((parsed[0], _BEGIN), (parsed[-1], _END))
    )
    return least, most if ends and most < _ENDLESS else None


_ENDLESS = 1_000_000


class _TooHardError(Exception):
    """Lookarounds that restrict, and the like."""


class _Walk:
    """One walk through a pattern, of a limited number of steps."""

    def __init__(self) -> None:
        self._left = 10 * _MOST

    def made(self, parsed: Any) -> Iterator[str]:
        for code, argument in parsed:
            self._left -= 1
            if self._left < 0:
                raise _TooHardError
            yield from self._one(code, argument)

    def _one(self, code: Any, argument: Any) -> Iterator[str]:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            yield from self._repeated(*argument)
        elif code is codes.SUBPATTERN:
            yield from self.made(argument[-1])
        elif code is codes.BRANCH:
            yield from self.made(argument[1][0])
        elif code not in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            yield _character(code, argument)

    def _repeated(self, least: int, most: int, body: Any) -> Iterator[str]:
        if least > _MOST:
            raise _TooHardError
        for _ in range(least):
            self._left -= 1
            yield from self.made(body)


def _character(code: Any, argument: Any) -> str:
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.NOT_LITERAL:
        return next(char for char in _PLAIN if ord(char) != argument)
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return _of_set(argument)
    raise _TooHardError


def _of_set(members: Any) -> str:
    negated = bool(members) and members[0][0] is codes.NEGATE
    if not negated:
        for code, argument in members:
            if code is codes.LITERAL:
                return chr(argument)
            if code is codes.RANGE:
                return chr(argument[0])
    found = next((char for char in _PLAIN if _in_set(char, members) is not negated), None)
    if found is None:
        raise _TooHardError
    return found


def _in_set(char: str, members: Any) -> bool:
    for code, argument in members:
        if code is codes.LITERAL and ord(char) == argument:
            return True
        if code is codes.RANGE and argument[0] <= ord(char) <= argument[1]:
            return True
        if code is codes.CATEGORY and re.match(_CATEGORIES.get(argument, "(?!)"), char):
            return True
    return False


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}
