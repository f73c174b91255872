"""Pages: together they are the whole list, no item is on two of them, none is too long, and the last one says so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from skerry.contracts import deviation_codes as codes
from skerry.contracts.verify.desk import CannotError, Desk, items
from skerry.contracts.verify.exchange import Answer
from skerry.contracts.verify.resources import Resource
from skerry.contracts.verify.stories.story import Story
from skerry.formats.openapi import Operation

CURSORS = ("cursor", "page_token", "pageToken", "after", "starting_after", "continuation", "next")
_LIMITS = ("limit", "page_size", "pageSize", "per_page", "perPage", "size", "first")
_NEXT = ("next", "next_cursor", "nextCursor", "next_page_token", "nextPageToken", "cursor")
_MADE = 5
_SMALL = 2
_PAGES = 60


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a list, each with its items; `ended` says whether the last one named no next."""

    each: tuple[tuple[Any, ...], ...]
    ended: bool

    @property
    def items(self) -> list[Any]:
        """All items in their order."""
        return [item for page in self.each for item in page]


def stories(desk: Desk) -> Iterator[Story]:
    """For every list with a cursor."""
    for operation in desk.api.operations.values():
        if operation.method == "GET" and _named(operation, CURSORS) and "{" not in operation.path.rpartition("/")[2]:
            owner = next((each for each in desk.resources if each.listing is operation), None)
            yield Story("follow the pages", operation, partial(_paged, desk, operation, owner))


def whole(desk: Desk, listing: Operation, path: str) -> Pages:
    """The list by its largest pages."""
    return _followed(desk, listing, path, _largest(desk, listing))


def _paged(desk: Desk, listing: Operation, owner: Resource | None) -> None:
    path = desk.fill(listing.path)
    for _ in range(_MADE if owner and owner.create and "{" not in owner.collection else 0):
        if owner:
            desk.make(owner)
    desk.begin(desk.story)
    everything = whole(desk, listing, path)
    if len(everything.items) < _SMALL:
        raise CannotError("the list has fewer than two items, and nothing adds to it")
    desk.begin(desk.story)
    size = max(_SMALL, len(everything.items) // 20)
    _judged(desk, listing, _followed(desk, listing, path, size), everything, size)


def _judged(desk: Desk, listing: Operation, pages: Pages, everything: Pages, size: int) -> None:
    limited = _named(listing, _LIMITS)
    longest = max(map(len, pages.each))
    if limited and longest > size:
        desk.report(codes.PAGE_SIZE, listing, f"at most {size} items with {limited}={size}", f"{longest} items")
    had, wanted = Counter(map(_key, pages.items)), Counter(map(_key, everything.items))
    twice = [key for key, count in had.items() if count > 1]
    if twice:
        desk.report(
            codes.PAGE_TWICE, listing, "each item once", f"{len(twice)} items more than once, as {twice[0][:120]}"
        )
    missing, more = wanted.keys() - had.keys(), had.keys() - wanted.keys()
    if pages.ended and (missing or more):
        came = f"{len(missing)} items are on no page, {len(more)} only on small ones"
        desk.report(codes.PAGES, listing, f"the {len(wanted)} items of the whole list", came)
    if not pages.ended:
        desk.report(codes.PAGE_END, listing, "an end of the pages", f"page {len(pages.each)} still has a next")
    elif len(pages.each) > 1 and not pages.each[-1]:
        desk.report(codes.PAGE_END, listing, "no next on the last page", "a next that leads to an empty page")


def _followed(desk: Desk, listing: Operation, path: str, size: int | None) -> Pages:
    limit, cursor = _named(listing, _LIMITS), _named(listing, CURSORS)
    asked = ((limit, str(size)),) if limit and size else ()
    pages: list[tuple[Any, ...]] = []
    at, seen = "", set[str]()
    while len(pages) < _PAGES:
        answer = desk.send(listing, path, query=(*asked, *(((cursor, at),) if at and cursor else ())))
        if not answer.success:
            if pages:
                desk.report(codes.PAGES, listing, "a page for the cursor that the page before gave", str(answer.status))
            break
        pages.append(tuple(items(answer)))
        at = _next(answer, cursor)
        if not at or not cursor:
            return Pages(tuple(pages), True)
        if at in seen:
            break
        seen.add(at)
    return Pages(tuple(pages) or ((),), not pages)


def _next(answer: Answer, cursor: str) -> str:
    """The cursor of the next page: in the body, as a text or an address, or in Link."""
    found = next((answer.fields[name] for name in _NEXT if isinstance(answer.fields.get(name), str | int)), "")
    if not found:
        for link in answer.headers.get("link", "").split(","):
            if 'rel="next"' in link or "rel=next" in link:
                found = link.partition("<")[2].partition(">")[0]
    text = str(found)
    return dict(parse_qsl(urlsplit(text).query)).get(cursor, text) if "?" in text else text


def _largest(desk: Desk, listing: Operation) -> int | None:
    name = _named(listing, _LIMITS)
    if not name:
        return None
    upper = desk.api.shape(listing.parameters[("query", name)].schema).upper
    return min(int(upper.value), 1000) if upper else 100


def _named(operation: Operation, names: tuple[str, ...]) -> str:
    return next((name for name in names if ("query", name) in operation.parameters), "")


def _key(item: Any) -> str:
    """What tells items apart: their identifier, else all of them."""
    return str(item["id"]) if isinstance(item, dict) and "id" in item else json.dumps(item, sort_keys=True)
