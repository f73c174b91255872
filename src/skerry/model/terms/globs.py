"""Where a service's code lives: `legacy-shop:apps/order/**` in a named source, or `services/order/**` beside the model."""

from __future__ import annotations

import re

from msgspec import Struct

from skerry.model.terms.scan import TermError

_SOURCE = re.compile(r"([a-z][a-z0-9-]+):(?!/)")


class Glob(Struct, frozen=True, gc=False):
    """Paths in `source` (an external system's code; '' is the model's own folder) that match `pattern`."""

    source: str
    pattern: str

    def __str__(self) -> str:
        return f"{self.source}:{self.pattern}" if self.source else self.pattern


def parse(text: str) -> Glob:
    """Reads `legacy-shop:apps/order/**`."""
    found = _SOURCE.match(text)
    source, pattern = (found.group(1), text[found.end() :]) if found else ("", text)
    if not pattern.strip():
        raise TermError("expected a path or a pattern such as `apps/order/**`", len(text))
    if pattern.startswith("/"):
        raise TermError(
            "a path is relative to the model's folder, or to a named source",
            len(text) - len(pattern),
            "`legacy-shop:apps/order/**`",
        )
    return Glob(source, pattern.strip())
