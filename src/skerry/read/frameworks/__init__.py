"""One file a framework: what the outlines mean to Django, Spring, Nest … as facts."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Sequence

from skerry.kernel.registry import modules
from skerry.read.declarations import Declarations
from skerry.read.frameworks._view import Framework, View

FRAMEWORKS: tuple[Framework, ...] = tuple(
    module.FRAMEWORK for module in modules(sys.modules[__name__], "skerry.frameworks")
)


def at_work(declarations: Declarations) -> tuple[Framework, ...]:
    """The frameworks that this tree uses: whose modules any of its files imports."""
    seen = sorted(declarations.imported_modules)
    return tuple(f for f in FRAMEWORKS if not f.imports or any(_begins(seen, prefix) for prefix in f.imports))


def _begins(seen: Sequence[str], prefix: str) -> bool:
    at = bisect_left(seen, prefix)
    return at < len(seen) and seen[at].startswith(prefix)


__all__ = ["FRAMEWORKS", "Framework", "View", "at_work"]
