"""Idempotency-Key: a repeated request is answered as before and done once, another one with the same key is refused."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from skerry.contracts import deviation_codes as codes
from skerry.contracts.verify.answers import shown
from skerry.contracts.verify.desk import CannotError, Desk
from skerry.contracts.verify.exchange import NOTHING
from skerry.contracts.verify.resources import Resource, commands, keyed
from skerry.contracts.verify.stories.paging import whole
from skerry.contracts.verify.stories.story import Story
from skerry.formats.openapi import Operation


def stories(desk: Desk) -> Iterator[Story]:
    """For every command that takes a key."""
    for command in commands(desk.api):
        yield Story("repeat with the same key", command, partial(_replayed, desk, command))
        if command.body:
            yield Story("same key, another body", command, partial(_reused, desk, command))
        if keyed(command):
            yield Story("no key", command, partial(_missing, desk, command))


def _replayed(desk: Desk, command: Operation) -> None:
    path, body, key = _prepared(desk, command)
    owner = next((each for each in desk.resources if each.create is command), None)
    before = _count(desk, owner, path)
    first = desk.send(command, path, body=body, headers=key)
    if not first.success:
        raise CannotError(f"the first request was refused: {shown(first)}")
    again = desk.send(command, path, body=body, headers=key)
    if again.status != first.status or again.value != first.value:
        desk.report(codes.REPLAYED, command, f"the first answer: {shown(first)}", shown(again))
    elif before is not None and owner and (_count(desk, owner, path) or 0) - before > 1:
        desk.report(codes.TWICE, command, "one new thing", "two new things in the list")


def _reused(desk: Desk, command: Operation) -> None:
    path, body, key = _prepared(desk, command)
    other = next((each for each in map(desk.linked, desk.bodies.of(command)) if each != body), None)
    if other is None:
        raise CannotError("no second body is found that its schema allows")
    first = desk.send(command, path, body=body, headers=key)
    if not first.success:
        raise CannotError(f"the first request was refused: {shown(first)}")
    again = desk.send(command, path, body=other, headers=key)
    if again.status != 422:
        desk.report(codes.KEY_REUSED, command, "422", shown(again))


def _missing(desk: Desk, command: Operation) -> None:
    path, body, _ = _prepared(desk, command)
    answer = desk.send(command, path, body=body)
    if answer.status in (401, 403, 404):
        raise CannotError(f"it does not get so far: {shown(answer)}")
    if answer.status != 400:
        desk.report(codes.KEY_MISSING, command, "400", shown(answer))


def _prepared(desk: Desk, command: Operation) -> tuple[str, Any, dict[str, str]]:
    """The path, a body, and what the command needs as headers beside a new key."""
    path = desk.fill(command.path)
    bodies = desk.bodies.of(command)
    if command.body and command.body.required and not bodies:
        raise CannotError("no body is found that its schema allows")
    owner = next((each for each in desk.resources if command in each.actions), None)
    guard = desk.etag(owner, path[: len(path) - _beyond(owner, command)], command) if owner else {}
    return path, desk.linked(bodies[0]) if bodies else NOTHING, {**guard, **desk.key(command)}


def _beyond(owner: Resource, command: Operation) -> int:
    """How much longer the path of an action is than that of its thing."""
    return len(command.path) - len(owner.path)


def _count(desk: Desk, owner: Resource | None, path: str) -> int | None:
    """How many things there are, as far as a list says."""
    if owner is None or owner.listing is None:
        return None
    return len(whole(desk, owner.listing, path).items)
