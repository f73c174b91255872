"""Types that say which media they are sent in: `bytes as image/png`, `(text as text/csv) | (Report as application/json)`."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.model.terms.types import Format, Maybe, Type, Union


def sent_in(of: Type, usual: str) -> Iterator[tuple[str, Type]]:
    """Each medium with what is sent in it; `usual` where the type says none."""
    if isinstance(of, Maybe):
        yield from sent_in(of.of, usual)
    elif isinstance(of, Union) and any(_medium(each) for each in of.of):
        for each in of.of:
            yield from sent_in(each, usual)
    elif isinstance(of, Format) and _medium(of):
        yield of.format, of.of
    else:
        yield usual, of


def _medium(of: Type) -> str:
    return of.format if isinstance(of, Format) and "/" in of.format else ""
