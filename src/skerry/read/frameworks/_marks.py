"""Reading what stands between the parentheses of an annotation, attribute or call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.read.frameworks._view import keyword
from skerry.read.outline import Mark

_NAMED = re.compile(r"\s*\w+\s*(?:=(?!=)|:(?!:))")
_CLASS = re.compile(r"([A-Za-z_][\w.]*)\.class\b|typeof\(\s*([A-Za-z_][\w.]*)")


def mark(marks: Iterable[Mark], *wanted: str) -> Mark | None:
    """The first annotation with one of these names (the last part of it counts), None for none."""
    return next((found for found in marks if found.name.rpartition(".")[2] in wanted), None)


def has(marks: Iterable[Mark], *wanted: str) -> bool:
    """Whether one of the annotations has one of these names."""
    return mark(marks, *wanted) is not None


def pieces(args: str, separator: str = ",") -> list[str]:
    """The text cut at the separators that stand outside of brackets and string literals."""
    found, start, depth, quote = [], 0, 0, ""
    for i, letter in enumerate(args):
        if quote:
            if letter == quote and args[i - 1] != "\\":
                quote = ""
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == separator and depth == 0:
            found.append(args[start:i].strip())
            start = i + 1
    last = args[start:].strip()
    return [*found, last] if last else found


def argument(args: str, *keys: str) -> str:
    """What is given under one of the keys, else what is given without a key; '' for neither."""
    for key in keys:
        found = keyword(args, key)
        if found:
            return found
    first = next(iter(pieces(args)), "")
    return "" if _NAMED.match(first) else first


def listed(text: str) -> list[str]:
    """The values of `{"a", "b"}`, or the single value."""
    inner = text.strip()
    if inner[:1] in "{[" and inner[-1:] in "}]" and inner:
        return pieces(inner[1:-1])
    return [inner] if inner else []


def class_names(text: str) -> Iterator[str]:
    """The classes in `Order.class` and `typeof(Order)`, in order."""
    return (found.group(1) or found.group(2) for found in _CLASS.finditer(text))
