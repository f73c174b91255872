"""Source trees to measure on: those a person names, or a made one of any size.

The made tree repeats the conformance stories, which tell one small shop in five languages, each time with other words for what the
shop is about. So it has as many names, tables and endpoints as a real tree of its size, and nothing in it need be downloaded.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

STORIES = Path(__file__).parents[1] / "tests" / "conformance" / "stories"

_WORDS = ("order", "product", "customer", "payment", "notification", "catalog", "shop", "stale", "placed", "item")
_WORD = re.compile("|".join(_WORDS), re.IGNORECASE)
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


def made(folder: Path, lines: int, seed: int = 1) -> Path:
    """A tree of at least so many lines in five languages; the same for the same seed."""
    chance, written = random.Random(seed), 0
    while written < lines:
        words = {word: "".join(chance.choices(_SYLLABLES, k=4)) for word in _WORDS}
        for path, text in _told(words):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
            written += text.count("\n") + 1
    return folder


def _told(words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The stories in other words: relative paths and texts."""
    for path in sorted(STORIES.rglob("*.*")):
        language, *rest = path.relative_to(STORIES).parts
        yield f"{language}/{words['shop']}/{_renamed('/'.join(rest), words)}", _renamed(path.read_text(), words)


def _renamed(text: str, words: dict[str, str]) -> str:
    return _WORD.sub(lambda found: _like(found.group(), words[found.group().lower()]), text)


def _like(old: str, new: str) -> str:
    return new.capitalize() if old[:1].isupper() else new
