"""A Python expression as a chain of steps: `Order.objects.filter(x)[0].lines` without what stands between the brackets."""

from __future__ import annotations

import re
from typing import NamedTuple

_STEP = re.compile(r"\s*([A-Za-z_]\w*)")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_STRING = re.compile(r"(\"\"\"|'''|\"|')(?:\\.|(?!\1)[^\\])*\1", re.DOTALL)


class Step(NamedTuple):
    """One name of a chain: whether it is called, with which argument text, and whether one element is taken out of it."""

    name: str
    called: bool = False
    args: str = ""
    item: bool = False


def chain(text: str) -> list[Step]:
    """The chain that an expression begins with; [] for what does not begin with a name. A text that was cut off gives what is there."""
    text = text.removeprefix("await ").lstrip("( \n\t")
    found: list[Step] = []
    at = 0
    while (name := _STEP.match(text, at)) is not None:
        at = name.end()
        step = Step(name.group(1))
        while at < len(text) and text[at] in "([":
            end = _closing(text, at)
            inner = text[at + 1 : end]
            step = Step(step.name, True, inner) if text[at] == "(" else step._replace(item=":" not in inner)
            at = end + 1
        found.append(step)
        at = _skip(text, at)
        if text[at : at + 1] == ")":  # of a bracket around the beginning
            at = _skip(text, at + 1)
        if text[at : at + 1] != ".":
            break
        at += 1
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\n\\":
        at += 1
    return at


def _closing(text: str, at: int) -> int:
    """Where the bracket at `at` is closed; the end of the text if nowhere."""
    depth = 0
    while at < len(text):
        letter = text[at]
        if letter in "\"'":
            string = _STRING.match(text, at)
            at = string.end() if string else len(text)
            continue
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0:
            return at
        at += 1
    return len(text)
