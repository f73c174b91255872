"""States, by the model: changes that it allows happen, others are refused with 409 and change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from skerry.contracts import deviation_codes as codes
from skerry.contracts.verify.answers import shown
from skerry.contracts.verify.desk import CannotError, Desk
from skerry.contracts.verify.exchange import NOTHING, Answer
from skerry.contracts.verify.resources import Resource
from skerry.contracts.verify.stories.story import Story
from skerry.formats.openapi import Operation


@dataclass(frozen=True, slots=True)
class Move:
    """What an operation does to the state of its thing: from one of `sources` to `target`."""

    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Life:
    """What the model knows of a service: the moves of its operations, by method and path; `field` holds the state of each."""

    moves: Mapping[str, Sequence[Move]]
    fields: Mapping[str, str]
    states: Mapping[str, tuple[str, ...]]


def stories(desk: Desk, life: Life) -> Iterator[Story]:
    """For every operation that changes the state of a thing that can be created."""
    for each in desk.resources:
        for operation in (*each.actions, *each.changes):
            key = operation_key(operation.name)
            if key in life.moves and each.create and each.read:
                tale = _Tale(desk, each, each.read, operation, life)
                for move in life.moves[key]:
                    for source in move.sources:
                        yield Story(f"{source} => {move.target}", operation, partial(tale.allowed, source, move.target))
                known = {source for move in life.moves[key] for source in move.sources}
                for state in life.states[key]:
                    if state not in known:
                        yield Story(f"{state}, refused", operation, partial(tale.refused, state))


def operation_key(name: str) -> str:
    """`POST /v1/orders/{id}/cancel` as `POST /orders/{}/cancel`: how a model and a document both can say it."""
    method, _, path = name.partition(" ")
    parts = ["{}" if part.startswith("{") else part for part in path.split("/") if part]
    if parts and parts[0][:1] == "v" and parts[0][1:].isdigit():
        del parts[0]
    return f"{method} /{'/'.join(parts)}"


class _Tale:
    """One operation and the ways into the states that it is tried in."""

    def __init__(self, desk: Desk, resource: Resource, read: Operation, operation: Operation, life: Life) -> None:
        self._desk = desk
        self._resource = resource
        self._read = read
        self._operation = operation
        self._life = life
        self._field = life.fields[operation_key(operation.name)]

    def allowed(self, source: str, target: str) -> None:
        """The move is made, and the thing is in the target state."""
        path = self._brought(source)
        answer = self._do(self._operation, path)
        came = self._state(path)
        if not answer.success or came != target:
            expected = f"`{self._field}` becomes {target} from {source}"
            self._desk.report(codes.TRANSITION, self._operation, expected, f"{came}, after {shown(answer)}")

    def refused(self, state: str) -> None:
        """The move is refused, and the thing stays in its state."""
        path = self._brought(state)
        answer = self._do(self._operation, path)
        came = self._state(path)
        if answer.status != 409 or came != state:
            expected = f"409 in {state}, which the model does not let it begin at"
            self._desk.report(codes.FORBIDDEN, self._operation, expected, f"{came}, after {shown(answer)}")

    def _brought(self, state: str) -> str:
        """A new thing in a state; raises `CannotError`."""
        path = self._desk.make(self._resource).path
        first = self._state(path)
        for operation in self._way(first, state):
            answer = self._do(operation, path)
            if not answer.success:
                raise CannotError(f"{operation.name} did not lead towards {state}: {shown(answer)}")
        if self._state(path) != state:
            raise CannotError(f"the way from {first} to {state} ended in {self._state(path)}")
        return path

    def _way(self, first: str, state: str) -> list[Operation]:
        """The shortest way by operations of this API."""
        ways: dict[str, list[Operation]] = {first: []}
        waiting = [first]
        while waiting and state not in ways:
            here = waiting.pop(0)
            for operation in (*self._resource.actions, *self._resource.changes):
                for move in self._life.moves.get(operation_key(operation.name), ()):
                    if here in move.sources and move.target not in ways:
                        ways[move.target] = [*ways[here], operation]
                        waiting.append(move.target)
        if state not in ways:
            raise CannotError(f"no operation of this API leads from {first} to {state}")
        return ways[state]

    def _do(self, operation: Operation, path: str) -> Answer:
        bodies = self._desk.bodies.of(operation)
        body: Any = self._desk.linked(bodies[0]) if bodies else NOTHING
        below = operation.path[len(self._resource.path) :]
        headers = {**self._desk.etag(self._resource, path, operation), **self._desk.key(operation)}
        return self._desk.send(operation, path + below, body=body, headers=headers)

    def _state(self, path: str) -> str:
        answer = self._desk.send(self._read, path)
        found = answer.fields.get(self._field)
        if not isinstance(found, str):
            raise CannotError(f"`{self._field}` is not in {shown(answer)}")
        return found
