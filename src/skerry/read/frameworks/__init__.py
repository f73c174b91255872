"""One file a framework: what the outlines mean to Django, Spring, Nest … as facts."""

from __future__ import annotations

import sys

from skerry.kernel.registry import modules
from skerry.read.declarations import Declarations
from skerry.read.frameworks._view import Framework, View

FRAMEWORKS: tuple[Framework, ...] = tuple(
    module.FRAMEWORK for module in modules(sys.modules[__name__], "skerry.frameworks")
)


def at_work(declarations: Declarations) -> tuple[Framework, ...]:
    """The frameworks that this tree uses: whose modules any of its files imports."""
    seen = declarations.imported_modules
    return tuple(f for f in FRAMEWORKS if not f.imports or any(module.startswith(f.imports) for module in seen))


__all__ = ["FRAMEWORKS", "Framework", "View", "at_work"]
