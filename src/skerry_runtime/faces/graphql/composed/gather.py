"""Carries out a plan: asks the services, level by level and all of one level at once, and puts what they say together.

A service that fails costs its own fields alone: an error stands in their place, with the name of the service, and the executor that
writes the answer makes null of it, and of what may not be without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from graphql import GraphQLError

from skerry_runtime.faces.graphql.composed.plan import TYPE, Fetch, Plan, known_as
from skerry_runtime.faces.graphql.composed.transport import Failed, Transport

Object = dict[str, Any]
_MOST = 1_000  # representations in one request


class Gathering:
    """One operation that is carried out. `data` is what came of it, with errors where something is missing."""

    def __init__(
        self,
        transport: Transport,
        variables: Mapping[str, Any],
        headers: Mapping[str, str],
        deadline: float,
        *,
        again: bool,
    ) -> None:
        self._transport, self._variables, self._headers, self._deadline = transport, variables, headers, deadline
        self._again = again
        self.data: Object = {}
        self.problems: list[Object] = []

    async def run(self, plan: Plan) -> None:
        """All of it."""
        for step in plan.steps:
            await asyncio.gather(*(self._root(each) for each in step))

    async def _root(self, fetch: Fetch) -> None:
        try:
            found = await self._sent(fetch, {}, fetch.alone)
        except Failed as failed:
            self.data.update(dict.fromkeys(fetch.fields, _error(fetch.service, failed.args[0], failed.extensions)))
            return
        _merge(self.data, found.get("data") or dict.fromkeys(fetch.fields))
        for each in found.get("errors", ()):
            _place(self.data, each.get("path") or fetch.fields[:1], _of(fetch.service, each))
        for each in (found.get("extensions") or {}).get("problems", ()):
            self.problems.append({**each, "service": fetch.service})
        await self._then(fetch)

    async def _then(self, fetch: Fetch) -> None:
        await asyncio.gather(*(self._entities(each) for each in fetch.after))

    async def _entities(self, fetch: Fetch) -> None:
        """Asks for things at one place of the answer by their keys: each thing once, however often it is there."""
        places: dict[tuple[Any, ...], list[Object]] = {}
        for thing in _reached(self.data, fetch.path):
            if thing.get(TYPE) == fetch.kind:
                key = tuple(thing.get(known_as(name)) for name in fetch.key)
                places.setdefault(key, []).append(thing)
        keys = [key for key in places if all(isinstance(each, (str, int)) for each in key)]
        parts = [keys[at : at + _MOST] for at in range(0, len(keys), _MOST)]
        await asyncio.gather(*(self._several(fetch, part, places) for part in parts))
        if keys:
            await self._then(fetch)

    async def _several(
        self, fetch: Fetch, keys: Sequence[tuple[Any, ...]], places: Mapping[tuple[Any, ...], list[Object]]
    ) -> None:
        said = [{"__typename": fetch.kind, **dict(zip(fetch.key, key, strict=True))} for key in keys]
        try:
            found = await self._sent(fetch, {"representations": said}, "")
            things = (found.get("data") or {}).get("_entities") or [None] * len(keys)
        except Failed as failed:
            error = _error(fetch.service, failed.args[0], failed.extensions)
            for thing in (each for key in keys for each in places[key]):
                thing.update(dict.fromkeys(fetch.fields, error))
            return
        wrong: dict[int, list[Any]] = {}
        for each in found.get("errors", ()):
            path = each.get("path") or []
            if len(path) > 1 and isinstance(path[1], int):
                wrong.setdefault(path[1], []).append(each)
        for at, (key, thing) in enumerate(zip(keys, things, strict=False)):
            for place in places[key]:
                self._filled(fetch, place, thing, wrong.get(at, ()))

    def _filled(self, fetch: Fetch, place: Object, thing: Any, wrong: Sequence[Any]) -> None:
        if isinstance(thing, dict):
            _merge(place, thing)
            for each in wrong:
                _place(place, each["path"][2:], _of(fetch.service, each))
            return
        gone = {"code": "NOT_FOUND", "status": 404}
        error = _of(fetch.service, wrong[0]) if wrong else _error(fetch.service, f"there is no such {fetch.kind}", gone)
        place.update(dict.fromkeys(fetch.fields, error))

    async def _sent(self, fetch: Fetch, more: Mapping[str, Any], alone: str) -> Object:
        variables = {name: self._variables[name] for name in fetch.variables if name in self._variables}
        body = msgspec.json.encode({"query": fetch.document, "variables": {**variables, **more}})
        headers = dict(self._headers)
        if fetch.kind:
            headers.pop("Idempotency-Key", None)
        elif (
            alone and "Idempotency-Key" in headers
        ):  # of several commands, each has its own: the same as one service would make
            headers["Idempotency-Key"] += f"/{alone}"
        return await self._transport.send(
            fetch.service, body, headers, self._deadline, again=self._again or "Idempotency-Key" in headers
        )


def _reached(value: Any, path: tuple[str, ...]) -> Iterator[Object]:
    """The things at a place of the answer, through all lists."""
    if isinstance(value, list):
        for each in value:
            yield from _reached(each, path)
    elif isinstance(value, dict):
        if path:
            yield from _reached(value.get(path[0]), path[1:])
        else:
            yield value


def _merge(into: Object, more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        known = into.get(name)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        else:
            into[name] = value


def _place(value: Any, path: Sequence[Any], error: GraphQLError) -> None:
    """Puts an error where something is missing: at its path, or where the service made null of more than that."""
    for at, step in enumerate(path):
        try:
            below = value[step]
        except (KeyError, IndexError, TypeError):
            below = None
        if below is None or at == len(path) - 1:
            if isinstance(value, (dict, list)) and (isinstance(value, dict) or _within(value, step)):
                value[step] = error
            return
        value = below


def _within(value: list[Any], step: Any) -> bool:
    return isinstance(step, int) and 0 <= step < len(value)


def _of(service: str, error: Mapping[str, Any]) -> GraphQLError:
    return _error(service, str(error.get("message", "")), error.get("extensions") or {})


def _error(service: str, said: str, extensions: Mapping[str, Any]) -> GraphQLError:
    return GraphQLError(said, extensions={**extensions, "service": service})
