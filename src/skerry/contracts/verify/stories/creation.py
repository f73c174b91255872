"""Create, then read: the same thing is there, and Location leads to it. Delete, then read: it is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from skerry.contracts import deviation_codes as codes
from skerry.contracts.verify.answers import documented, shown
from skerry.contracts.verify.desk import CannotError, Desk
from skerry.contracts.verify.resources import Resource
from skerry.contracts.verify.stories.story import Story
from skerry.formats.openapi import Operation


def stories(desk: Desk) -> Iterator[Story]:
    """For every kind of thing that is created and read."""
    for each in desk.resources:
        if each.create and each.read:
            yield Story("create, then read", each.create, partial(_created, desk, each, each.create, each.read))
        if each.remove and each.create:
            yield Story("delete, then read", each.remove, partial(_deleted, desk, each, each.remove))
        for change in each.changes:
            if each.read is None or each.create is None:
                continue
            yield Story("change, then read", change, partial(_changed, desk, each, change, each.read))
    yield from _parts(desk)


def _parts(desk: Desk) -> Iterator[Story]:
    """What belongs to a thing, is written as a whole and read: `/customers/{id}/preferences`."""
    items = {each.path for each in desk.resources}
    reads = {each.path: each for each in desk.api.operations.values() if each.method == "GET"}
    for operation in desk.api.operations.values():
        if operation.method == "PUT" and operation.path in reads and operation.path not in items:
            yield Story("write, then read", operation, partial(_written, desk, operation, reads[operation.path]))


def _created(desk: Desk, resource: Resource, create: Operation, read: Operation) -> None:
    thing = desk.make(resource)
    response = documented(create, thing.answer.status)
    if thing.answer.status == 201 and (
        "location" in thing.answer.headers or (response and "location" in response.headers)
    ):
        _located(desk, create, read, thing.path, desk.located(thing.answer))
    got = desk.send(read, thing.path)
    if got.status != 200:
        desk.report(codes.CREATED, read, "200 for what was just created", shown(got))
        return
    answered = dict(thing.answer.fields)
    sent = thing.sent if isinstance(thing.sent, dict) else {}
    for name in _different(answered or sent, got.fields):
        came = f"`{name}` is {got.fields.get(name)!r}, and was {(answered or sent)[name]!r}"
        desk.report(codes.CREATED, read, "what was created", came)
    for name in _different(sent, answered):
        came = f"`{name}` is {answered[name]!r}, and {sent[name]!r} was sent"
        desk.report(codes.CREATED, create, "what was sent", came)


def _located(desk: Desk, create: Operation, read: Operation, path: str, located: str) -> None:
    if not located:
        desk.report(codes.LOCATION, create, "Location with the path of what was created", "none")
        return
    there, known = desk.send(read, located), desk.send(read, path)
    if there.status != 200 or there.fields != known.fields:
        desk.report(codes.LOCATION, create, f"{path} at {located}", shown(there))


def _changed(desk: Desk, resource: Resource, change: Operation, read: Operation) -> None:
    thing = desk.make(resource)
    bodies = desk.bodies.of(change)
    if not bodies:
        raise CannotError("no body is found that its schema allows")
    body = desk.linked(bodies[-1])
    headers = {**desk.etag(resource, thing.path, change), **desk.key(change)}
    _kept(desk, change, read, thing.path, body, headers)


def _written(desk: Desk, write: Operation, read: Operation) -> None:
    path, bodies = desk.fill(write.path), desk.bodies.of(write)
    if not bodies:
        raise CannotError("no body is found that its schema allows")
    tag = desk.send(read, path).headers.get("etag", "") if ("header", "if-match") in write.parameters else ""
    headers = {**({"If-Match": tag} if tag else {}), **desk.key(write)}
    _kept(desk, write, read, path, desk.linked(bodies[-1]), headers)


def _kept(desk: Desk, write: Operation, read: Operation, path: str, body: Any, headers: dict[str, str]) -> None:
    """What is written is read again."""
    done = desk.send(write, path, body=body, headers=headers)
    if not done.success:
        raise CannotError(f"the change was refused: {shown(done)}")
    got = desk.send(read, path)
    for name in _different(body if isinstance(body, dict) else {}, got.fields):
        came = f"`{name}` is {got.fields[name]!r} after {body[name]!r} was written"
        desk.report(codes.CREATED, write, "what was written", came)


def _deleted(desk: Desk, resource: Resource, remove: Operation) -> None:
    thing = desk.make(resource)
    done = desk.send(remove, thing.path, headers=desk.etag(resource, thing.path, remove))
    if not done.success:
        raise CannotError(f"the deletion was refused: {shown(done)}")
    if resource.read is None:
        return
    got = desk.send(resource.read, thing.path)
    if done.status != 202 and got.status not in (404, 410):
        desk.report(codes.DELETED, remove, "404 after the deletion", shown(got))


def _different(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The names under which both have a value, and not the same."""
    return [name for name, value in one.items() if name in other and not _same(value, other[name])]


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same, but for fields that only one of them has (`id` of an item, links)."""
    if isinstance(one, dict) and isinstance(other, dict):
        return not _different(one, other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
