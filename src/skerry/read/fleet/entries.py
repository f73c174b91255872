"""Keys and values of a configuration file, in whatever syntax, with their lines: also of one that is a template, or broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from skerry.read import yaml_nodes


class Entry(NamedTuple):
    """`path` are the keys from the outermost to the innermost; positions in lists are left out."""

    path: tuple[str, ...]
    value: str
    line: int


_JSON = re.compile(r'"((?:[^"\\\n]|\\.)*)"\s*(:)?|([{}\[\]])|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LINE = re.compile(
    r"^\s*(?:-\s+|export\s+|set\s+)?[\"']?([A-Za-z_][\w.\-/\[\]]*)[\"']?\s*(?:=>|[:=])\s*(\S.*?)[\s,;]*$"
)
_SECTION = re.compile(r"^\s*\[\[?([\w.-]+)\]\]?\s*$")
_LONGEST = 2_000  # letters of a line; longer ones are data
_DEEPEST = 40
_MOST = 5_000


def entries(text: str, extension: str) -> Iterator[Entry]:
    """All values that are texts. At most some thousands; what has more is data."""
    found = _json(text) if extension == ".json" else _yaml(text) if extension in {".yaml", ".yml"} else _lines(text)
    for _, entry in zip(range(_MOST), found, strict=False):
        yield entry


def _lines(text: str) -> Iterator[Entry]:
    section: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _LONGEST or line.lstrip()[:1] in {"#", "!", ";", ""}:
            continue
        if named := _SECTION.match(line):
            section = (named[1],)
        elif found := _LINE.match(line):
            yield Entry((*section, found[1]), found[2].strip("\"'"), number)


def _json(text: str) -> Iterator[Entry]:
    """JSON with comments and trailing commas: only strings and brackets are looked at."""
    path: list[str] = []
    key, at, line = "", 0, 1
    for found in _JSON.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        if found[3] in ("{", "["):
            if len(path) > _DEEPEST:
                return
            path.append(key)
            key = ""
        elif found[3]:
            if path:
                path.pop()
            key = ""
        elif found[2]:
            key = found[1]
        elif found[1] is not None:
            yield Entry((*(each for each in path if each), *((key,) if key else ())), found[1], line)
            key = ""


def _yaml(text: str) -> Iterator[Entry]:
    try:
        for root in yaml_nodes.compose_all(text.encode()):
            yield from _walk(root, (), set())
    except (yaml_nodes.Refused, RecursionError):
        yield from _lines(text)


def _walk(node: yaml_nodes.Node, path: tuple[str, ...], seen: set[int]) -> Iterator[Entry]:
    """What several places share by an anchor is visited once, since anchors may be nested without bound."""
    if id(node) in seen or len(path) > _DEEPEST:
        return
    seen.add(id(node))
    if isinstance(node, yaml_nodes.Scalar):
        yield Entry(path, str(node.value), yaml_nodes.line(node))
    for key, value in yaml_nodes.pairs(node):
        yield from _walk(value, (*path, str(key.value)), seen)
    for each in yaml_nodes.sequence(node):
        yield from _walk(each, path, seen)
