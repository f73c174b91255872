"""Values as they stand in manifests: variables in them, the rows of `.env` files, the words of a command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

from skerry.facts.fleet import Witness
from skerry.read.manifests._part import Setting

_VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::?[-?+]([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}|\$(\w+)")
_ROW = re.compile(r"^\s*(?:export\s+)?([\w.]+)\s*=\s*(.*?)\s*$")
_MOST_WORDS = 400


def filled(text: str, known: Mapping[str, str], depth: int = 3) -> str:
    """A text with `${NAME}` and `${NAME:-otherwise}` replaced, as far as the values are known."""
    if "$" not in text:
        return text

    def value(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        name, otherwise = found[1] or found[3], found[2]
        return known.get(name) or (found[0] if otherwise is None or "?" in found[0] else otherwise)

    filled_once = _VARIABLE.sub(value, text)
    return filled(filled_once, known, depth - 1) if depth and filled_once != text else filled_once


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
