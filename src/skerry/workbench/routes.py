"""Names for operations that are only known by their routes: `POST /orders/{id}/cancel` is `cancel-order`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

from skerry.kernel.words import singular, split
from skerry.model.terms.operations import METHODS, Route, parse_route
from skerry.model.terms.scan import TermError

_VERBS = {"GET": "get", "POST": "create", "PUT": "replace", "PATCH": "change", "DELETE": "delete", "HEAD": "probe"}
_VERSION = re.compile(r"v\d+|api|rest")
_NOUN = re.compile(
    r"(ity|tion|sion|ness|ment|ance|ence|ess|us|age)$"
)  # what is set; other single words are what is done
_HOLE = re.compile(r"\{[^}]*\}")


def operations(endpoints: Iterable[str], most: int) -> tuple[dict[str, str], int]:
    """Route to operation for the first `most` endpoints (`GET /orders/{id}`) that the language has words for, and how many are left out.

    Left out are routes that are no HTTP (gRPC, GraphQL), name no method, or differ from another one only in the names of their holes.
    """
    found: dict[str, str] = {}
    shapes: set[str] = set()
    left_out = 0
    for endpoint in endpoints:
        route = _route(endpoint)
        shape = _HOLE.sub("{}", str(route))
        if route is None or shape in shapes or len(found) == most:
            left_out += 1
            continue
        shapes.add(shape)
        found[str(route)] = _free(_names(route), set(found.values()))
    return found, left_out


def _route(endpoint: str) -> Route | None:
    """The route without its query and without a slash at its end; holes get names that the language has."""
    method, _, path = endpoint.partition(" ")
    path = _HOLE.sub(
        lambda hole: "{" + (re.sub(r"\W|^[\d_]+", "", hole[0][1:-1].partition(":")[0]) or "id") + "}", path
    )
    path = path.partition("?")[0].rstrip("/") or "/"
    if method not in METHODS:
        return None
    try:
        return parse_route(f"{method} {path}")
    except TermError:
        return None


def _names(route: Route) -> list[str]:
    """What the operation may be called, the shortest first."""
    parts = [part for part in route.path.split("/") if part and not _VERSION.fullmatch(part)]
    said = [_said(part) for part in parts if "{" not in part]
    said = [words for words in said if words]
    verb = _VERBS.get(route.method, route.method.lower())
    if not said:
        return [verb, f"{verb}-root"]
    before = ["-".join(words) for words in said[-2::-1]]
    first = _first(route.method, verb, said, parts)
    return [first, *(f"{first}-of-{'-'.join(reversed(before[:n]))}" for n in range(1, len(before) + 1))]


def _first(method: str, verb: str, said: list[list[str]], parts: list[str]) -> str:
    last, of_one = said[-1], "{" in parts[-1]
    many = singular(last[-1]) != last[-1]
    if of_one and method == "POST":
        return f"change-{_one(last)}"
    if method == "GET" and many and not of_one:
        return f"list-{'-'.join(last)}"
    if method == "POST" and not many and len(parts) > 1 and "{" in parts[-2]:
        acts = len(said) > 1 and len(last) == 1 and not _NOUN.search(last[0])
        return f"{last[0]}-{_one(said[-2])}" if acts else f"set-{'-'.join(last)}"
    return f"{verb}-{_one(last)}"


def _said(part: str) -> list[str]:
    return [word for word in split(part) if word.isascii()]


def _one(words: list[str]) -> str:
    return "-".join([*words[:-1], singular(words[-1])])


def _free(names: list[str], taken: set[str]) -> str:
    numbered = (f"{names[0]}-{number}" for number in count(2))
    return next((name for name in names if name not in taken), "") or next(n for n in numbered if n not in taken)
