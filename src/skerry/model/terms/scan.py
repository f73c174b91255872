"""What the grammars of all small terms share: a scanner with columns, and the error that says which character was not expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SPACE = re.compile(r"\s*")

T = TypeVar("T")


class TermError(Exception):
    """A term that can't be read: what was wrong, `at` which offset of the term, and what to write instead."""

    def __init__(self, what: str, at: int, instead: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.at = at
        self.instead = instead


class Scanner:
    """Reads a term from left to right; spaces between its parts don't matter."""

    __slots__ = ("at", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.space()

    def space(self) -> None:
        """Skips spaces."""
        if self.text[self.at : self.at + 1].isspace():
            found = _SPACE.match(self.text, self.at)
            self.at = found.end() if found else self.at

    @property
    def done(self) -> bool:
        """True at the end of the term."""
        return self.at >= len(self.text)

    def peek(self, mark: str) -> bool:
        """True where `mark` comes next."""
        return self.text.startswith(mark, self.at)

    def over(self, marks: str) -> bool:
        """True at the end of the term, and where one of the characters `marks` comes next."""
        return self.at >= len(self.text) or self.text[self.at] in marks

    def take(self, mark: str) -> bool:
        """Skips `mark` where it comes next."""
        if not self.text.startswith(mark, self.at):
            return False
        self.at += len(mark)
        self.space()
        return True

    def match(self, pattern: re.Pattern[str]) -> str:
        """What `pattern` finds here, or ''."""
        found = pattern.match(self.text, self.at)
        if not found:
            return ""
        self.at = found.end()
        self.space()
        return found.group()

    def keyword(self, word: str) -> bool:
        """Skips the whole word `word` where it comes next."""
        found = _WORD.match(self.text, self.at)
        if not found or found.group() != word:
            return False
        self.at = found.end()
        self.space()
        return True

    def word(self, what: str) -> str:
        """The word that must come next; `what` says in the error what it is."""
        return self.match(_WORD) or self.expected(what)

    def number(self, what: str) -> str:
        """The number that must come next."""
        return self.match(_NUMBER) or self.expected(what)

    def need(self, mark: str) -> None:
        """Skips `mark`, which must come next."""
        if not self.take(mark):
            self.expected(f"`{mark}`")

    def expected(self, what: str) -> str:
        """Gives up on the term: `what` should stand here."""
        found = "the end" if self.done else f"`{self.text[self.at :].split()[0][:20]}`"
        raise TermError(f"expected {what}, found {found}", self.at)

    def end(self) -> None:
        """The term must be over here."""
        if not self.done:
            self.expected("nothing more")


def whole(text: str, rule: Callable[[Scanner], T]) -> T:
    """The value `rule` reads from all of `text`."""
    scanner = Scanner(text)
    value = rule(scanner)
    scanner.end()
    return value
