"""Words inside names: splitting identifiers, singulars, and the nearest name to a misspelt one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[^\W\d_]+")
_IRREGULAR = {"people": "person", "children": "child", "indices": "index", "addresses": "address", "statuses": "status"}
_NO_PLURAL = re.compile(r"(news|series|species|data|media|info|less|[^aeiou]\wed|\wsed)$")
_PLURALS = {one: many for many, one in _IRREGULAR.items()}
_UNCHANGED = re.compile(r"(ss|us|is|news|series|species)$")


@lru_cache(maxsize=200_000)
def split(name: str) -> tuple[str, ...]:
    """The lower-case words of an identifier: `HTTPOrderService_v2` gives `http, order, service, v`."""
    return tuple(part.lower() for part in _PARTS.findall(name))


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """The singular of an English noun, by rule: `categories` gives `category`; unknown forms come back as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or _UNCHANGED.search(word):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=100_000)
def plural(word: str) -> str:
    """The plural of an English noun in the singular, by rule: `category` gives `categories`."""
    if word in _PLURALS:
        return _PLURALS[word]
    if _NO_PLURAL.search(word):
        return word
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x", "z")) else "s")


def counted(number: int, noun: str) -> str:
    """`1 entity`, `2,000 entities`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def joined(names: Iterable[str], most: int = 6) -> str:
    """`a, b and c`; of more than `most` names the rest is counted."""
    known = list(names)
    if len(known) > most:
        known = [*known[: most - 1], f"{len(known) - most + 1} more"]
    return f"{', '.join(known[:-1])} and {known[-1]}" if len(known) > 1 else "".join(known)


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name most like `name`, or '' where none is near."""
    found = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return found[0] if found else ""
