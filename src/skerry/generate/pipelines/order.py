"""In which order services are brought up to date: those that are called before those that call them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def called_first(names: Iterable[str], calls: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names in that order, else as they come; in a circle, whoever is met first comes last."""
    found: dict[str, None] = {}
    met: set[str] = set()
    for name in names:
        if name in met:
            continue
        met.add(name)
        path = [(name, iter(calls.get(name, ())))]
        while path:
            at, left = path[-1]
            following = next((each for each in left if each not in met), None)
            if following is None:
                found[at] = None
                path.pop()
            else:
                met.add(following)
                path.append((following, iter(calls.get(following, ()))))
    return tuple(found)
