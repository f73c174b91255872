"""A file that a person has written for a run, as a value of a type; or what is wrong with it, and where."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

import msgspec

from skerry.formats.text import Text, pointer, read

K = TypeVar("K")


def written(path: Path, kind: type[K], error: type[Exception], absent: str = "") -> tuple[K, Text]:
    """What stands in the YAML or JSON file, and its text, which knows the places.

    Raises:
        error: it can't be read (`absent` says what to do), or is something else; with file, line and column.
    """
    try:
        text, problems = read(str(path), path.read_bytes())
    except OSError as why:
        raise error(f"{path}: {why.strerror}{absent}") from why
    if text is None:
        span = problems[0].span
        raise error(f"{path}:{span.line}:{span.column}: {problems[0].what}")
    try:
        return msgspec.convert(text.value, kind), text
    except msgspec.ValidationError as why:
        what, _, where = str(why).partition(" - at `$")
        keys = [int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]`]+", where)]
        span = text.span(pointer(*keys))
        raise error(f"{path}:{span.line}:{span.column}: {what}") from why
