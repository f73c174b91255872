"""Finding the parts of an open family: the modules of a folder of ours, and what others add through entry points."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def modules(package: ModuleType, group: str = "") -> Iterator[ModuleType]:
    """The public modules directly in `package`, by name, then those that entry points of `group` name."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if not found.name.startswith("_"):
            yield import_module(f"{package.__name__}.{found.name}")
    if group:
        yield from others(group)


def others(group: str) -> Iterator[ModuleType]:
    """What entry points of `group` name, by their names."""
    metadata = import_module("importlib.metadata")  # which takes as long as a small command
    for entry in sorted(metadata.entry_points(group=group), key=lambda e: e.name):
        yield entry.load()


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
