"""A document and the files it refers to as one value, so that whoever reads it opens no file and asks no other host."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import unquote

from skerry.formats.bundle import TooLargeError, normal
from skerry.formats.openapi import Api
from skerry.formats.text import read

_HOLDER = "x-files"
_LITERAL = frozenset(("example", "examples", "default", "enum", "const"))


def single(api: Api) -> dict[str, Any]:
    """The document; what stood in another file stands under `x-files`, and what cannot be read accepts anything."""
    writer = _Writer(api)
    whole = writer.copied(api.raw, api.bundle.names[0])
    return {**whole, _HOLDER: writer.files} if writer.files else dict(whole)


class _Writer:
    def __init__(self, api: Api) -> None:
        self._bundle = api.bundle
        self._main = normal(api.bundle.names[0])
        self.files: dict[str, Any] = {}
        self._missing: set[str] = set()

    def copied(self, value: Any, name: str, literal: bool = False) -> Any:
        """The value, with references that hold in the one document."""
        if isinstance(value, list):
            return [self.copied(each, name, literal) for each in value]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if literal or not isinstance(reference, str):
            return {key: self.copied(each, name, literal or key in _LITERAL) for key, each in value.items()}
        target = self._target(reference, name)
        rest = {key: self.copied(each, name) for key, each in value.items() if key != "$ref"}
        return {**rest, "$ref": target} if target else rest

    def _target(self, reference: str, name: str) -> str:
        uri, _, fragment = reference.partition("#")
        other = name if not uri else normal(posixpath.join(posixpath.dirname(name), unquote(uri)))
        if other == self._main:
            return f"#{fragment}"
        if "://" in uri or not self._held(other):
            return ""
        return f"#/{_HOLDER}/{_key(other)}{fragment}"

    def _held(self, name: str) -> bool:
        """Whether there is such a file; it stands under `files` then, from before it is copied: files may refer to each other."""
        key = _key(name)
        if key not in self.files and name not in self._missing:
            value = self._value(name)
            if value:
                self.files[key] = {}
                self.files[key] = self.copied(value, name)
            else:
                self._missing.add(name)
        return key in self.files

    def _value(self, name: str) -> Any:
        try:
            data = self._bundle.fetch(name)
        except TooLargeError:
            data = None
        text = read(name, data)[0] if data is not None else None
        return text.value if text else {}


def _key(name: str) -> str:
    return name.replace("~", "_").replace("/", "_")
