"""The names that schemas give themselves in one document (`$id`, `$anchor`, `$dynamicAnchor`), found when first asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from skerry.formats.text import escaped


@dataclass(slots=True)
class Index:
    """Pointers by URI (as written, and made absolute) and by anchor."""

    resources: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)


def indexed(root: Any, identifier: str) -> Index:
    """All names in a document. Walks the whole of it, once, without recursion; the first of two equal names wins."""
    index = Index()
    todo: list[tuple[Any, str, str]] = [(root, "", "")]
    while todo:
        value, pointer, base = todo.pop()
        if isinstance(value, dict):
            base = _named(index, value, pointer, base, identifier)
            below = [(child, f"{pointer}/{escaped(key)}", base) for key, child in value.items()]
        else:
            below = [(child, f"{pointer}/{at}", base) for at, child in enumerate(value)]
        todo.extend(entry for entry in reversed(below) if isinstance(entry[0], dict | list))
    return index


def _named(index: Index, value: dict[str, Any], pointer: str, base: str, identifier: str) -> str:
    for word in ("$anchor", "$dynamicAnchor"):
        anchor = value.get(word)
        if isinstance(anchor, str):
            index.anchors.setdefault(anchor, pointer)
    name = value.get(identifier) if identifier else None
    if not isinstance(name, str):
        return base
    if name.startswith("#"):
        index.anchors.setdefault(name[1:], pointer)
        return base
    index.resources.setdefault(name.removesuffix("#"), pointer)
    try:
        base = urljoin(base, name.removesuffix("#"))
    except ValueError:
        return base
    index.resources.setdefault(base, pointer)
    return base
