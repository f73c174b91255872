"""A text that a regular expression matches, or nothing if it is of a kind that takes more than a walk through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_PLAIN = "a0A b-_.@/:1x"
_MOST = 200


def text_matching(pattern: str) -> str | None:
    """The shortest text in sight that the pattern matches."""
    try:
        made = "".join(_made(parser.parse(pattern)))
        return made if len(made) <= _MOST and re.search(pattern, made) else None
    except (re.error, RecursionError, OverflowError, _TooHardError):
        return None


class _TooHardError(Exception):
    """Lookarounds that restrict, and the like."""


def _made(parsed: Any) -> Iterator[str]:
    for code, argument in parsed:
        yield from _one(code, argument)


def _one(code: Any, argument: Any) -> Iterator[str]:
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        yield from _repeated(*argument)
    elif code is codes.SUBPATTERN:
        yield from _made(argument[-1])
    elif code is codes.BRANCH:
        yield from _made(argument[1][0])
    elif code not in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        yield _character(code, argument)


def _repeated(least: int, most: int, body: Any) -> Iterator[str]:
    if least > _MOST:
        raise _TooHardError
    for _ in range(least):
        yield from _made(body)


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
