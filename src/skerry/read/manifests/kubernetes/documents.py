"""A text with several documents, of which some may be templates or broken: each is read as well as it can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from skerry.read import yaml_nodes
from skerry.read.manifests.kubernetes.seen import seen
from skerry.read.manifests.kubernetes.values import plain

_SEPARATOR = re.compile(r"^---(?=\s|$).*$", re.M)
_DIRECTIVE = re.compile(r"^[ \t]*(?:\{\{.*\}\}|\{%.*%\})[ \t]*$", re.M)
_HOLE = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|@[\w.]+@|%\w+%")
# What is left of an image whose parts are given at installation: `image: /cart:`.
_ENDS_OPEN = re.compile(r"^([ \t]*(?:- )?[\w.-]+:[ \t]+)([\w./@-]*:)[ \t]*$", re.M)


def documents(
    text: str, lines: Sequence[int] = (), refused: Callable[[int, str], None] = lambda line, why: None
) -> Iterator[Any]:
    """The documents' values. `lines` says which line each line comes from, `refused` hears where the text is no YAML, and why.

    A document that does not parse is read again without its templating, and at last by its patterns alone (see `seen`).
    """
    text = text.replace("\r\n", "\n")
    try:
        yield from [plain(root, lines) for root in yaml_nodes.compose_all(text.encode())]
    except yaml_nodes.Refused as error:
        refused(lines[min(error.line, len(lines)) - 1] if lines else error.line, str(error))
        for part, offset in parts(text):
            yield from _each(part, lines, offset)


def parts(text: str) -> Iterator[tuple[str, int]]:
    """The documents' texts, and how many lines stand before each."""
    start = before = 0
    for found in _SEPARATOR.finditer(text):
        yield text[start : found.start()], before
        before += text.count("\n", start, found.end())
        start = found.end()
    yield text[start:], before


def _each(part: str, lines: Sequence[int], offset: int) -> Iterator[Any]:
    part = _ENDS_OPEN.sub(r'\1"\2"', part)
    for tried in (part, without_templates(part)):
        try:
            yield from [plain(root, lines, offset) for root in yaml_nodes.compose_all(tried.encode())]
        except yaml_nodes.Refused:
            continue
        return
    yield seen(without_templates(part), lines, offset)


def without_templates(text: str) -> str:
    """A text without the lines that only steer a template; other holes in it become the last word of what fills them."""
    return _HOLE.sub(_filler, _DIRECTIVE.sub("", text))


def _filler(hole: re.Match[str]) -> str:
    words = re.findall(r"\w+", hole[0])
    return words[-1] if words else ""
