"""Configuration files as flat keys and values: Spring's application files, appsettings, `.env`, and `config.yml` as Go and Node have it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from skerry.facts.fleet import Witness
from skerry.read import yaml_nodes
from skerry.read.manifests import Setting, Texts
from skerry.read.sources import SourceFile

READER = "config"
_FILES = re.compile(
    r"(?i)^((application|bootstrap|appsettings|config|configuration|settings|default|production|development)([-.][\w.-]+)?\.(ya?ml|properties|json|toml)|\.env(\.\w+)?|\w[\w-]*\.env)$"
)
_PAIR = re.compile(r"^\s*(?:export\s+)?([\w.\[\]-]+)\s*[=:]\s*(.*?)\s*$")
_SECTION = re.compile(r"^\s*\[([\w.-]+)\]\s*$")
_DEEPEST = 20
_MOST = 5_000  # keys of one file
_MOST_BYTES = 200_000


def is_configuration(path: str) -> bool:
    """Whether a file is one, by its name."""
    return _FILES.match(PurePosixPath(path).name) is not None


def configured(texts: Texts, files: Sequence[SourceFile]) -> Iterator[Setting]:
    """What the configuration among some files says; keys as `spring.datasource.url`, whatever the format has between them."""
    for file in files:
        if file.role != "test" and file.size <= _MOST_BYTES and is_configuration(file.path):
            yield from settings_of(texts, file.path)


def settings_of(texts: Texts, path: str) -> Iterator[Setting]:
    """The keys of one file. What can't be read is nothing."""
    text = texts.of(path)
    rows = _nested(text) if path.endswith((".yml", ".yaml", ".json")) else _lines(text)
    for count, (key, value, line) in enumerate(rows):
        if count >= _MOST:
            return
        yield Setting(key, value, Witness(path, line, READER, f"{key}={value}"[:120]), "file")


def _lines(text: str) -> Iterator[tuple[str, str, int]]:
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip()[:1] in {"#", "!", ";", ""}:
            continue
        if named := _SECTION.match(line):
            section = f"{named[1]}."
        elif found := _PAIR.match(line):
            yield section + found[1], found[2].strip("'\""), number


def _nested(text: str) -> Iterator[tuple[str, str, int]]:
    try:
        for root in yaml_nodes.compose_all(text.encode()):
            yield from _flat(root, "", 0)
    except yaml_nodes.Refused:  # a template: its lines still say what they say, without what is around them
        yield from _lines(text)


def _flat(node: yaml_nodes.Node, prefix: str, depth: int) -> Iterator[tuple[str, str, int]]:
    if depth > _DEEPEST:
        return
    for key, value in yaml_nodes.pairs(node):
        yield from _flat(value, f"{prefix}.{key.value}" if prefix else str(key.value), depth + 1)
    for at, value in enumerate(yaml_nodes.sequence(node)):
        yield from _flat(value, f"{prefix}[{at}]", depth + 1)
    if isinstance(node, yaml_nodes.Scalar):
        yield prefix, yaml_nodes.text(node), yaml_nodes.line(node)
