"""Lists as cursor connections (Relay): the same pages as REST has, with a cursor behind each entry, forwards and backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from graphql import GraphQLError

from skerry_runtime.service.answer import Answer
from skerry_runtime.service.shaping import Shaper
from skerry_runtime.store import Page
from skerry_runtime.store.cursor import BACK

USUAL = 50
_PAGING = ("first", "after", "last", "before")


class Edges(Shaper):
    """Answers lists as `{"items": […], "next": "…", "cursors": […]}`; without cursors where the whole list came at once."""

    def answer(self, result: Any, work: Any, values: dict[str, Any]) -> Answer:
        """The answer for what the operation returned."""
        if not isinstance(result, (Page, list, tuple)):
            return super().answer(result, work, values)
        if not isinstance(result, Page):
            return Answer(200, (), b'{"items":' + self.items(result) + b"}")
        cursors = list(result.cursors) or ["" for _ in result.items[:-1]] + [result.next for _ in result.items[-1:]]
        told = msgspec.json.encode({"next": result.next, "cursors": cursors})
        return Answer(200, (), b'{"items":' + self.items(result.items) + b"," + told[1:])


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted: so many behind a cursor, or so many before one."""

    size: int
    cursor: str
    back: bool

    @classmethod
    def of(cls, given: dict[str, Any]) -> Window:
        """What `first`, `after`, `last` and `before` say, which are taken out of the arguments.

        Raises:
            GraphQLError: they contradict each other.
        """
        first, after, last, before = (given.pop(name, None) for name in _PAGING)
        if (last is not None or before is not None) and (first is not None or after is not None):
            raise _refused("`first` goes with `after`, `last` with `before`: a page is read in one direction")
        if before is not None and last is None:
            raise _refused("`before` needs `last`: how many")
        size = first if last is None else last
        if size is not None and size < 0:
            raise _refused("`first` and `last` have to be 0 or more")
        back = last is not None
        return cls(USUAL if size is None else size, (before if back else after) or "", back)

    @property
    def asked(self) -> dict[str, Any]:
        """The same as REST has it."""
        return {"limit": max(1, self.size), "cursor": f"{BACK}{self.cursor}" if self.back else self.cursor}

    def connection(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The page, as a connection."""
        items: Sequence[Any] = body["items"]
        if "cursors" not in body:
            return self._cut(items)
        cursors, more = body["cursors"], bool(body.get("next"))
        if self.size == 0:
            items, cursors, more = (), (), bool(items)
        return self._shown(items, cursors, more)

    def _cut(self, items: Sequence[Any]) -> dict[str, Any]:
        """A part of a list that came whole; cursors are places in it."""
        at = int(self.cursor) if self.cursor.isdecimal() else None
        if self.back:
            end = min(len(items), len(items) if at is None else at)
            start = max(0, end - self.size)
            more = start > 0
        else:
            start = 0 if at is None else at + 1
            end = min(len(items), start + self.size)
            more = end < len(items)
        return self._shown(items[start:end], [str(each) for each in range(start, end)], more)

    def _shown(self, items: Sequence[Any], cursors: Sequence[str], more: bool) -> dict[str, Any]:
        told = bool(self.cursor)
        return {
            "nodes": items,
            "edges": [{"cursor": cursor, "node": item} for cursor, item in zip(cursors, items, strict=True)],
            "pageInfo": {
                "hasNextPage": told if self.back else more,
                "hasPreviousPage": more if self.back else told,
                "startCursor": cursors[0] if cursors else None,
                "endCursor": cursors[-1] if cursors else None,
            },
        }


def _refused(said: str) -> GraphQLError:
    return GraphQLError(said, extensions={"code": "BAD_REQUEST", "status": 400})
