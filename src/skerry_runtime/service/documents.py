"""Serves the documents that the service was generated with, byte by byte: `contract/` beside `service.json`.

`/openapi.json` is that of the newest version, and `/contract/{version}` that of each; `/contract` names all of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import msgspec
import yaml

from skerry_runtime.service.answer import Answer
from skerry_runtime.service.versions import Versions

_MEDIA = {
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".graphql": "application/graphql",
    ".proto": "text/plain",
}
Plain = Callable[[], Awaitable[Answer]]


def documents(folder: Path | None, versions: Versions) -> dict[str, Plain]:
    """What is served, by its path."""
    if folder is None or not folder.is_dir():
        return {}
    files = sorted(each for each in folder.rglob("*") if each.is_file() and not each.name.startswith("."))
    found: dict[str, Plain] = {
        f"/contract/{each.relative_to(folder).as_posix()}": partial(_file, each) for each in files
    }
    names = list(found)
    for version in versions.names:
        if openapi := _openapi(files, version, alone=len(versions.names) == 1):
            found[f"/contract/{version}"] = partial(_file, openapi)
            found[f"/{version}/openapi.json"] = _Json(openapi)
            if version == versions.newest:
                found["/openapi.json"] = _Json(openapi)

    async def listed() -> Answer:
        return Answer(200, (("content-type", "application/json"),), msgspec.json.encode({"documents": names}))

    return {**found, "/contract": listed}


def openapi_of(folder: Path | None, versions: Versions, version: str) -> Path | None:
    """The OpenAPI document of a version, if there is one."""
    if folder is None or not folder.is_dir():
        return None
    return _openapi(
        sorted(each for each in folder.rglob("*") if each.is_file()), version, alone=len(versions.names) == 1
    )


def _openapi(files: list[Path], version: str, *, alone: bool) -> Path | None:
    """The OpenAPI document of a version: `….v2.yaml`, `openapi.v2.json`; without a version in its name if there is one only."""
    fitting = [each for each in files if each.suffix in (".yaml", ".json") and "asyncapi" not in each.name]
    exact = [each for each in fitting if each.stem.endswith((f".{version}", f"-{version}")) or each.stem == version]
    rest = [each for each in fitting if "openapi" in each.name] if alone else []
    return next(iter([*exact, *rest]), None)


async def _file(path: Path) -> Answer:
    return Answer(200, (("content-type", _MEDIA.get(path.suffix, "text/plain")),), path.read_bytes())


class Document:
    """The OpenAPI document of one version, read when it is asked for the first time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def value(self) -> Any:
        """The whole of it."""
        text = self._path.read_bytes()
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return msgspec.json.decode(text) if self._path.suffix == ".json" else yaml.load(text, loader)


class _Json:
    """The same document as JSON."""

    def __init__(self, path: Path) -> None:
        self._document, self._body = Document(path), b""

    async def __call__(self) -> Answer:
        self._body = self._body or msgspec.json.encode(self._document.value)
        return Answer(200, (("content-type", "application/json"),), self._body)
