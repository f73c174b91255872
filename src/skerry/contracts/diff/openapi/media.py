"""Media types: which of two is the more special, and which removed one became which added one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def bare(media: str) -> str:
    """A media type without its parameters, in lower case."""
    return media.partition(";")[0].strip().lower()


def holds(general: str, special: str) -> bool:
    """Whether everything of the media type `special` is of `general` too: `*/*`, `text/*`, and `+json` of its base."""
    general, special = bare(general), bare(special)
    if general in (special, "*/*"):
        return True
    kind, _, sub = general.partition("/")
    other, _, name = special.partition("/")
    if kind != other:
        return False
    return sub == "*" or name.endswith(f"+{sub}")


def paired(before: Mapping[str, T], after: Mapping[str, T]) -> list[tuple[str, str]]:
    """The media types of both sides that belong together: equal ones, then those of which one holds the other."""
    pairs = [(media, media) for media in before if media in after]
    left = [media for media in before if media not in after]
    right = [media for media in after if media not in before]
    for media in left:
        found = _partner(media, right)
        if found is not None:
            right.remove(found)
            pairs.append((media, found))
    return pairs


def _partner(media: str, others: Iterable[str]) -> str | None:
    ranked = sorted(others, key=lambda other: bare(other) != bare(media))
    return next((other for other in ranked if holds(media, other) or holds(other, media)), None)


def is_text(media: str) -> bool:
    """Whether every value in it travels as text, so that a number cannot be told from the text that shows it."""
    name = bare(media)
    return name.endswith(("/xml", "+xml")) or name in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
    )
