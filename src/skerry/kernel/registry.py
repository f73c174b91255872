"""Finding the parts of an open family: the modules of a folder of ours, and what others add through entry points."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints


def modules(package: ModuleType, group: str = "") -> Iterator[ModuleType]:
    """The public modules directly in `package`, by name, then those that entry points of `group` name."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if not found.name.startswith("_"):
            yield import_module(f"{package.__name__}.{found.name}")
    if group:
        yield from others(group)


def others(group: str) -> Iterator[ModuleType]:
    """What entry points of `group` name, by their names."""
    for entry in sorted(_installed().select(group=group), key=lambda e: e.name):
        yield entry.load()


@cache
def _installed() -> EntryPoints:
    """What all installed packages offer: the search goes through each of them, so it is made once for all groups."""
    found: EntryPoints = import_module(
        "importlib.metadata"
    ).entry_points()  # the import takes as long as a small command
    return found


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
