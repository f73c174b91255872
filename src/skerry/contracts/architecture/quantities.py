"""Values of the language as numbers, where they are quantities."""

from __future__ import annotations

from collections.abc import Callable

from skerry.model.terms.quantities import Duration, Percent, Rate
from skerry.model.terms.scan import TermError

_PARSERS: tuple[Callable[[str], float], ...] = (
    float,
    lambda text: {"true": 1.0, "false": 0.0}[text],
    lambda text: Duration.parse(text).size,
    lambda text: Percent.parse(text).share,
    lambda text: Rate.parse(text).size,
)


def size(text: str) -> float | None:
    """How much it is; None where it is no quantity. Quantities of one kind can be compared."""
    for parser in _PARSERS:
        try:
            return parser(text)
        except (ValueError, KeyError, TermError):
            continue
    return None
