"""Values as they stand in manifests: variables in them, the rows of `.env` files, the words of a command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

from skerry.facts.fleet import Witness
from skerry.read.manifests._part import Setting

_VARIABLE = re.compile(r"\$\$|\$\{(?P<braced>\w+)|\$(?P<plain>\w+)")
_OPERATOR = re.compile(r":?[-+?]")
_DEEPEST = 5  # variables in variables
_MOST_VARIABLES = 1_000
_BRACE = re.compile(r"\$\{|\}")
_ROW = re.compile(r"^\s*(?:export\s+)?([\w.]+)\s*=\s*(.*?)\s*$")
_MOST_WORDS = 400


def filled(text: str, known: Mapping[str, str]) -> str:
    """A text with its variables replaced, as far as their values are known, in all forms: `$A`, `${A}`, `${A:-otherwise}`, `${A-unset}`,
    `${A:+instead}`, `${A+instead}`, `${A:?error}`, `${A?error}`, one in another; `$$` is a dollar. What is not known stays.

    Source: the Compose Specification, interpolation.
    """
    return _Filling(known).of(text, _DEEPEST) if "$" in text else text


class _Filling:
    """One text being filled, with how many variables may still be looked up: values may hold others, and those this one."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known, self.left = known, _MOST_VARIABLES

    def of(self, text: str, depth: int) -> str:
        if "$" not in text or not depth:
            return text
        made, at = [], 0
        for found in _VARIABLE.finditer(text):
            if found.start() < at or not self.left:
                continue  # within one that is replaced
            self.left -= 1
            end = _end(text, found.end()) if found["braced"] else found.end()
            made.append(text[at : found.start()])
            made.append("$" if found[0] == "$$" else self._value(text[found.start() : end], found, depth - 1))
            at = end
        return "".join(made) + text[at:]

    def _value(self, whole: str, found: re.Match[str], depth: int) -> str:
        """What stands for one variable; itself where nobody knows."""
        value = self.known.get(found["braced"] or found["plain"])
        rest = whole[len(found[0]) :].removesuffix("}")
        operator = _OPERATOR.match(rest)
        if operator is None:
            return self.of(value, depth) if value and not rest else whole
        is_given = bool(value) if operator[0].startswith(":") else value is not None
        other = rest[operator.end() :]
        if operator[0].endswith("+"):
            return self.of(other, depth) if is_given else ""
        if is_given:
            return self.of(value or "", depth)
        return whole if operator[0].endswith("?") else self.of(other, depth)


def _end(text: str, start: int) -> int:
    """Behind the brace that closes what began before `start`; the end of the text where none does."""
    depth = 1
    for found in _BRACE.finditer(text, start):
        depth += 1 if found[0] != "}" else -1
        if not depth:
            return found.end()
    return len(text)


def variables(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, key and value of each row of an `.env` file."""
    for number, row in enumerate(text.splitlines(), 1):
        if found := _ROW.match(row):
            yield number, found[1], found[2].split(" #")[0].strip().strip("'\"")


def words_of(said: list[str]) -> list[str]:
    """The words of a command: a list of them, or a text as a shell would cut it."""
    words: list[str] = []
    for each in said:
        if any(c.isspace() for c in each):
            try:
                words += shlex.split(each)
            except ValueError:  # a quotation mark without its other one
                words += each.split()
        elif each:
            words.append(each)
    return [inner for word in words[:_MOST_WORDS] for inner in (word.split() if " " in word else [word])][:_MOST_WORDS]


def settings_of(words: list[str], witness: Witness) -> Iterator[Setting]:
    """Each word as a setting: `--key=value` by its key, a value behind `--key` by that, everything else under no key."""
    flag = ""
    for word in words:
        key, sign, value = word.partition("=")
        if sign and (key.startswith("-") or key.isidentifier()):
            yield Setting(key.lstrip("-"), value.strip("\"'"), witness, "argument")
        elif not word.startswith("-"):
            yield Setting(flag, word, witness, "argument")
        flag = word.lstrip("-") if word.startswith("-") and not sign else ""
