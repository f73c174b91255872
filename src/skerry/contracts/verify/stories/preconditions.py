"""ETag, If-None-Match and If-Match: nothing is sent twice, and no change is lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from skerry.contracts import deviation_codes as codes
from skerry.contracts.verify.answers import shown
from skerry.contracts.verify.desk import CannotError, Desk
from skerry.contracts.verify.exchange import NOTHING
from skerry.contracts.verify.resources import Resource
from skerry.contracts.verify.stories.story import Story
from skerry.formats.openapi import Operation

_GUARD = ("header", "if-match")


def stories(desk: Desk) -> Iterator[Story]:
    """For every thing that is read with an ETag, and every write that If-Match guards."""
    for each in desk.resources:
        read = each.read
        if read is None:
            continue
        if ("header", "if-none-match") in read.parameters or "304" in read.responses:
            yield Story("read again", read, partial(_unchanged, desk, each, read))
        for change in (*each.changes, *filter(None, (each.remove,))):
            if _GUARD in change.parameters:
                yield Story("stale write", change, partial(_stale, desk, each, read, change))
                if change.parameters[_GUARD].required or "428" in change.responses:
                    yield Story("unguarded write", change, partial(_unguarded, desk, each, change))


def _unchanged(desk: Desk, resource: Resource, read: Operation) -> None:
    path = desk.fill(resource.path)
    tag = _tag(desk, read, path)
    if tag:
        again = desk.send(read, path, headers={"If-None-Match": tag})
        if again.status != 304:
            desk.report(codes.ETAG, read, f"304 for If-None-Match: {tag}", shown(again))


def _stale(desk: Desk, resource: Resource, read: Operation, change: Operation) -> None:
    path = desk.fill(resource.path)
    old = _tag(desk, read, path)
    if not old:
        return
    first, second = _bodies(desk, change)
    if change is resource.remove:
        first, second, writer = NOTHING, NOTHING, next(iter(resource.changes), None)
        if writer is not None:
            first = _bodies(desk, writer)[0]
    else:
        writer = change
    if writer is not None and not _written(desk, writer, path, first, old):
        return
    if writer is not None and _tag(desk, read, path) == old:
        desk.report(codes.ETAG, read, "another ETag after a change", f"{old} as before")
    stale = old if writer is not None else '"stale"'
    answer = desk.send(change, path, body=second, headers={"If-Match": stale, **desk.key(change)})
    if answer.status != 412:
        desk.report(codes.STALE, change, f"412 for If-Match: {stale}, which is not the ETag any more", shown(answer))


def _written(desk: Desk, change: Operation, path: str, body: Any, tag: str) -> bool:
    answer = desk.send(change, path, body=body, headers={"If-Match": tag, **desk.key(change)})
    if answer.status == 412:
        desk.report(codes.ETAG, change, f"success for If-Match: {tag}, which is the ETag of now", shown(answer))
    elif not answer.success:
        raise CannotError(f"the change was refused: {shown(answer)}")
    return answer.success


def _unguarded(desk: Desk, resource: Resource, change: Operation) -> None:
    path = desk.fill(resource.path)
    answer = desk.send(change, path, body=_bodies(desk, change)[0], headers=desk.key(change))
    if answer.status in (401, 403, 404):
        raise CannotError(f"it does not get so far: {shown(answer)}")
    if answer.status != 428:
        desk.report(codes.UNGUARDED, change, "428 without If-Match", shown(answer))


def _tag(desk: Desk, read: Operation, path: str) -> str:
    answer = desk.send(read, path)
    tag = answer.headers.get("etag", "")
    if not answer.success:
        raise CannotError(f"it cannot be read: {shown(answer)}")
    if not tag:
        desk.report(codes.ETAG, read, "an ETag", "none")
    return tag


def _bodies(desk: Desk, change: Operation) -> tuple[Any, Any]:
    found = [desk.linked(each) for each in desk.bodies.of(change)]
    if not found:
        if change.body and change.body.required:
            raise CannotError("no body is found that its schema allows")
        return NOTHING, NOTHING
    return found[-1], found[0]
