"""Configuration files that stand in a ConfigMap: their keys and values, or the addresses in those that have none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from skerry.read import yaml_nodes
from skerry.read.manifests.kubernetes.scripts import addresses
from skerry.read.manifests.kubernetes.values import line_of, plain, text

_MOST = 500  # settings of one file
_LONGEST = 200_000
_ASSIGNED = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*[=:]\s*(\S.*?)\s*$")
_DEEPEST = 20


def contents(name: str, content: str) -> Iterator[tuple[str, str, int]]:
    """Key (dotted), value and line (from 1) of what a file says, by the ending of its name."""
    if len(content) > _LONGEST:
        return iter(())
    suffix = name.rpartition(".")[2].lower()
    if suffix in {"yaml", "yml", "json"}:
        found = _structured(content)
    elif suffix in {"properties", "env", "ini", "toml", "cfg"} or name == ".env":
        found = _assigned(content)
    else:
        found = (
            (name, address, row) for row, line in enumerate(content.splitlines(), 1) for address in addresses(line)
        )
    return islice(found, _MOST)


def _assigned(content: str) -> Iterator[tuple[str, str, int]]:
    for row, line in enumerate(content.splitlines(), 1):
        found = _ASSIGNED.match(line) if line.lstrip()[:1] not in {"#", "!", ";"} else None
        if found:
            yield found[1], found[2].strip("\"'"), row


def _structured(content: str) -> Iterator[tuple[str, str, int]]:
    try:
        for root in yaml_nodes.compose_all(content.encode()):
            yield from _leaves(plain(root), "", 1, 0)
    except yaml_nodes.Refused:
        return  # what stood before that has been said


def _leaves(value: Any, path: str, line: int, depth: int) -> Iterator[tuple[str, str, int]]:
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, each in value.items():
            yield from _leaves(each, f"{path}.{key}".lstrip("."), line_of(value, key), depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for each in value:
            yield from _leaves(each, path, line, depth + 1)
    elif shown := text(value):
        yield path, shown, line
