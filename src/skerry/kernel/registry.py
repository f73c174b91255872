"""Finding the parts of an open family: the modules of a folder of ours, and what others add through entry points."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType


def modules(package: ModuleType, group: str = "") -> Iterator[ModuleType]:
    """The public modules directly in `package`, by name, then those that entry points of `group` name."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if not found.name.startswith("_"):
            yield import_module(f"{package.__name__}.{found.name}")
    if group:
        for entry in sorted(entry_points(group=group), key=lambda e: e.name):
            yield entry.load()
