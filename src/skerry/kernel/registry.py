"""Finding the parts of an open family: the modules of a folder of ours, and what others add through entry points."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

_GROUP = b"[skerry."  # as in `[skerry.rules]`


def modules(package: ModuleType, group: str = "") -> Iterator[ModuleType]:
    """The public modules directly in `package`, by name, then those that entry points of `group` name."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if not found.name.startswith("_"):
            yield import_module(f"{package.__name__}.{found.name}")
    if group:
        yield from others(group)


def others(group: str) -> Iterator[ModuleType]:
    """What entry points of `group` name, by their names."""
    installed = _installed()
    for entry in sorted(installed.select(group=group) if installed else (), key=lambda e: e.name):
        yield entry.load()


@cache
def _installed() -> EntryPoints | None:
    """What all installed packages offer, looked up once for all groups; None where no package adds to a family of ours.

    The search and the import of what searches take as long as a small command; a look into the files takes a tenth of that.
    """
    if not any(map(_may_add, dict.fromkeys(sys.path))):
        return None
    found: EntryPoints = import_module("importlib.metadata").entry_points()
    return found


def _may_add(path: str) -> bool:
    """Whether a package below a folder of `sys.path` may have an entry point of ours; what is no folder may hold anything."""
    folder = Path(path)
    if not folder.is_dir():
        return folder.exists()
    with os.scandir(folder) as entries:
        packages = [entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    return any(_GROUP in _bytes(Path(package, "entry_points.txt")) for package in packages)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # most packages have no such file
        return b""


def later(module: str, name: str) -> Callable[..., Any]:
    """A function of a module that is imported when the function is first called: who never calls it does not wait for it."""

    def call(*arguments: Any, **options: Any) -> Any:
        return getattr(import_module(module), name)(*arguments, **options)

    return call


def asked_for(name: str, where: Mapping[str, str]) -> Any:
    """For the `__getattr__` of a module: a value of another one, which is imported only now."""
    if name not in where:
        raise AttributeError(name)
    return getattr(import_module(where[name]), name)
