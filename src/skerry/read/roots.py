"""Import roots that build files declare: package.json, tsconfig*.json, go.mod and go.work give `Places.aliases`.

A package's name and a Go module's path stand for a folder in the whole tree. A tsconfig speaks for its own folder only, so its
entries are written `folder|prefix`; a `*` in their target stands for what follows the prefix. A file that can't be understood
declares nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)
_TSCONFIG = re.compile(r"[tj]sconfig(\.[\w.-]+)?\.json$")
_GO_MODULE = re.compile(r"^\s*module\s+\"?([^\s\"]+)", re.MULTILINE)
_GO_REPLACE = re.compile(r"^\s*(?:replace\s+)?([^\s()]+)(?:\s+v\S+)?\s*=>\s*(\.{1,2}/\S*|\.)\s*$", re.MULTILINE)
_DEPTH = 8  # of tsconfigs that extend one another


def is_manifest(path: str) -> bool:
    """Whether a file may declare import roots."""
    name = basename(path)
    return name in {"package.json", "go.mod", "go.work"} or bool(_TSCONFIG.match(name))


def aliases(manifests: Mapping[str, str]) -> dict[str, str]:
    """Import prefix to folder (or file), from the texts of a tree's manifests by path."""
    found: dict[str, str] = {}
    configs: dict[str, dict[str, object]] = {}
    for path in sorted(manifests, key=lambda p: (p.count("/"), p)):
        name, text = basename(path), manifests[path]
        if "node_modules/" in path:
            continue
        if name == "package.json":
            declared = _object(text).get("name")
            if isinstance(declared, str) and declared:
                found.setdefault(declared, dirname(path))
        elif name in {"go.mod", "go.work"}:
            found |= _go(path, text)
        elif _TSCONFIG.match(name):
            configs[path] = _object(text)
    for path in configs:
        for prefix, target in _paths(path, configs, _DEPTH):
            found.setdefault(f"{dirname(path)}|{prefix}", target)
    return found


def _object(text: str) -> dict[str, object]:
    """JSON with comments and trailing commas; {} if it is none."""
    plain = _TOKEN.sub(lambda m: m.group() if m.group().startswith('"') else " ", text.lstrip("\ufeff"))
    plain = re.sub(r",(?=\s*[}\]])", "", plain) if "," in plain else plain
    try:
        value = json.loads(plain)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _go(path: str, text: str) -> dict[str, str]:
    folder = dirname(path)
    found = {name: _within(folder, target) for name, target in _GO_REPLACE.findall(text)}
    module = _GO_MODULE.search(text)
    return found | ({module.group(1): folder} if module and path.endswith("go.mod") else {})


def _within(folder: str, path: str) -> str:
    joined = normpath(join(folder, path))
    return "" if joined == "." else joined


def _paths(path: str, configs: Mapping[str, dict[str, object]], depth: int) -> Iterator[tuple[str, str]]:
    """The `paths` and `baseUrl` of a tsconfig, its own before those that it extends."""
    config = configs.get(path, {})
    options = config.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    base = options.get("baseUrl")
    folder = _within(dirname(path), base) if isinstance(base, str) else dirname(path)
    declared = options.get("paths")
    for pattern, targets in declared.items() if isinstance(declared, dict) else ():
        first = targets[0] if isinstance(targets, list) and targets else ""
        if isinstance(first, str) and first:
            yield pattern.removesuffix("*").removesuffix("/"), _within(folder, first.removesuffix("/*"))
    if isinstance(base, str):
        yield "", folder
    above = config.get("extends")
    for name in above if isinstance(above, list) else [above]:
        if isinstance(name, str) and name.startswith(".") and depth:
            other = _within(dirname(path), name)
            yield from _paths(other if other in configs else f"{other}.json", configs, depth - 1)
