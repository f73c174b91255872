"""Keys and values of configuration in Spring's way: `.properties`, and YAML documents flattened to dotted keys.

Source: Spring Boot reference, "Externalized Configuration" (relaxed binding, profile-specific files, documents between `---`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from skerry.read import yaml_nodes
from skerry.read.manifests._texts import Texts

MOST = 5_000  # properties of one file
_DEEPEST = 40
_LONGEST, _LONGEST_KEY = 4_000, 300  # letters of a value, and of a key that somebody may have written
_TOKEN = re.compile(r"@([\w.-]+)@")  # filled in by the build; no YAML value may begin with it
_LINE = re.compile(r"^(\s*)(?:- )?([\w.\[\]/*-]+)\s*:\s*(.*?)\s*$")
_PROFILE = re.compile(r"(?:^|/)(?:application|bootstrap)-([\w-]+)\.\w+$")
_PROFILES = ("spring.config.activate.onprofile", "spring.profiles")
_SPELLING = re.compile(r"[-_]|\[\d*\]")


class Property(Struct, frozen=True, gc=False):
    """`key` as relaxed binding compares it: lower case, without hyphens, underscores and indices. `written` is how it stands there.

    `profile` is the one for which it holds alone, '' for all.
    """

    key: str
    value: str
    path: str
    line: int
    written: str = ""
    profile: str = ""


def relaxed(key: str) -> str:
    """A key as it is compared: `spring.cloud.config.discovery.service-id` and `…serviceId` are one."""
    return _SPELLING.sub("", key).lower()


def properties(texts: Texts, path: str) -> list[Property]:
    """All properties of a file, of all its profiles. What does not parse is read line by line."""
    text = texts.of(path)
    documents = [list(_assigned(text))] if path.endswith(".properties") else _documents(text)
    found: list[Property] = []
    for rows in documents:
        keys = {relaxed(key): value for key, value, _ in rows}
        profile = next((keys[key] for key in _PROFILES if keys.get(key)), "") or _of_file(path)
        kept = ((key, value[:_LONGEST], line) for key, value, line in rows if len(key) <= _LONGEST_KEY)
        found += (Property(relaxed(key), value, path, line, key, profile) for key, value, line in kept)
    return found[:MOST]


def _of_file(path: str) -> str:
    """The profile of `application-docker.yml`."""
    found = _PROFILE.search(path)
    return found[1] if found else ""


def _assigned(text: str) -> Iterator[tuple[str, str, int]]:
    """Lines `key=value`, `key: value`; a backslash at the end goes on on the next line."""
    before, start = "", 0
    for number, written in enumerate(text.splitlines(), 1):
        line = written.strip()
        if not before and (not line or line[0] in "#!"):
            continue
        start = start if before else number
        if line.endswith("\\"):
            before += line[:-1]
            continue
        found = re.match(r"([^=:\s]+)\s*[=:\s]\s*(.*)$", before + line)
        before = ""
        if found:
            yield found[1], found[2].strip(), start


def _documents(text: str) -> list[list[tuple[str, str, int]]]:
    try:
        roots = yaml_nodes.compose_all(_TOKEN.sub(r"\1", text).encode())
        return [list(islice(_below(root, "", 0), MOST)) for root in roots]
    except yaml_nodes.Refused:
        return [[*_by_indent(text)]]


def _below(node: yaml_nodes.Node, prefix: str, depth: int) -> Iterator[tuple[str, str, int]]:
    if depth > _DEEPEST:
        return
    if isinstance(node, yaml_nodes.Scalar):
        yield prefix, str(node.value), yaml_nodes.line(node)
    for each in yaml_nodes.sequence(node):
        yield from _below(each, f"{prefix}[]", depth + 1)
    for name, value in yaml_nodes.items(node):
        yield from _below(value, f"{prefix}.{name}" if prefix else name, depth + 1)


def _by_indent(text: str) -> Iterator[tuple[str, str, int]]:
    """What can be seen of YAML that does not parse: keys by their indentation."""
    around: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        found = _LINE.match(line)
        if not found:
            continue
        indent = len(found[1])
        while around and around[-1][0] >= indent:
            around.pop()
        if len(around) < _DEEPEST:
            around.append((indent, found[2]))
        if value := found[3].strip("'\""):
            yield ".".join(name for _, name in around), value, number
