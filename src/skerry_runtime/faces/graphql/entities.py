"""Things by their keys, many at once: a request reads each thing once, and those that are wanted at the same time with one query.

It is the operation that gives one by its key that is asked, so whoever may not ask that gets none here. Where its behaviour is the
generated one, which reads one row by its key, the rows of all keys are read together; one that people wrote is called for each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec
from pydantic import TypeAdapter, ValidationError

from skerry_runtime.faces.asking import READING, Asking
from skerry_runtime.operations import NotFound
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.binding import Bound
from skerry_runtime.service.routes import Headers, Routes, Served
from skerry_runtime.service.shaping import Shaper
from skerry_runtime.store.mapping import Mapped, attribute

_KEYS = "keys"
_GENERATED = ".service_layer.defaults"


class Source:
    """Where the things of one type come from: `served` gives one by the parameter `key`, and tells with `named` what it answers."""

    def __init__(self, asking: Asking, routes: Routes, served: Served, mapping: Mapped[Any], key: str) -> None:
        self._asking, self.key = asking, key
        self._served = _many(routes, served, mapping, key)
        self._type: TypeAdapter[Any] = TypeAdapter(mapping.kind.model_fields[attribute(mapping.kind, key)].annotation)

    async def read(
        self, keys: Sequence[str], headers: Headers, deadline: float | None, identity: object
    ) -> Mapping[str, Any] | Answer:
        """The things with these keys that there are, as JSON has them; a problem where none may be read."""
        found: dict[Any, str] = {}
        for key in keys:
            try:
                found[self._type.validate_python(key)] = key
            except ValidationError:
                continue  # nothing has such a key
        if not found:
            return {}
        answer = await self._asking.read(self._served, {_KEYS: list(found)}, headers, deadline, identity)
        if answer.status >= 400:
            return answer
        things: dict[str, Any] = msgspec.json.decode(answer.body)
        return {key: things[str(typed)] for typed, key in found.items() if str(typed) in things}


class Batches:
    """What one request reads by keys. Whoever asks within one turn of the event loop is answered by one query for each type."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        kinds: frozenset[str],
        headers: Headers,
        identity: object,
        deadline: float | None,
    ) -> None:
        self._sources, self._kinds, self._headers, self._deadline = sources, kinds, headers, deadline
        self._identity = identity
        self._known: dict[tuple[str, str], asyncio.Future[Any]] = {}
        self._waiting: dict[str, list[str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def known(self, kind: str) -> bool:
        """Whether it is a type of this service that has a key."""
        return kind in self._kinds

    def has(self, kind: str) -> bool:
        """Whether things of this type are found by their keys."""
        return kind in self._sources

    def key(self, kind: str) -> str:
        """The field that is the key of a type."""
        return self._sources[kind].key

    async def get(self, kind: str, key: str) -> Any:
        """The thing as JSON has it, None where there is none; the answer with the problem where it may not be read."""
        at = (kind, key)
        if at not in self._known:
            self._known[at] = asyncio.get_running_loop().create_future()
            waiting = self._waiting.setdefault(kind, [])
            waiting.append(key)
            if len(waiting) == 1:
                task = asyncio.create_task(self._read(kind))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(self._known[at])

    async def _read(self, kind: str) -> None:
        await asyncio.sleep(0)  # all who want one in this turn have said so
        keys = self._waiting.pop(kind)
        futures = {key: self._known[kind, key] for key in keys}
        try:
            found = await self._sources[kind].read(keys, self._headers, self._deadline, self._identity)
        except BaseException as error:
            for future in futures.values():
                if not future.done():
                    future.set_exception(error)
                    future.exception()  # somebody may have stopped waiting
            if isinstance(error, asyncio.CancelledError):
                raise
            return
        for key, future in futures.items():
            future.set_result(found if isinstance(found, Answer) else found.get(key))


def source(asking: Asking, routes: Routes, kind: str, version: str) -> Source | None:
    """Where things of a class come from: the operation that gives one of them for its key alone."""
    for (_, known), served in routes.served.items():
        parameters, about = served.route.parameters, served.about
        if known != version or served.route.method not in READING or served.route.listed or about is None:
            continue
        key = about.entity.key
        if about.name == kind == served.route.output and [each.name for each in parameters] == [key]:
            return Source(asking, routes, served, about, key)
    return None


class _Many(Bound):
    """The method that gives one, called with many keys."""

    def __init__(self, one: Bound, mapping: Mapped[Any], key: str) -> None:
        self.name, self._one, self._mapping, self._key = one.name, one, mapping, key

    async def call(self, behaviour: Any, values: Mapping[str, Any]) -> Any:
        """The things that there are."""
        keys, work = values[_KEYS], getattr(behaviour, "work", None)
        plain = getattr(getattr(type(behaviour), self.name), "__module__", "").endswith(_GENERATED)
        if plain and work is not None:
            return list((await work.repository(self._mapping.kind).many(keys)).values())
        several: list[Any] = []
        for key in keys:
            with suppress(NotFound):
                several.append(await self._one.call(behaviour, {self._key: key}))
        return several


class _Things(Shaper):
    """Answers with things by their keys."""

    mapping: Mapped[Any]

    def answer(self, result: Any, work: Any, values: dict[str, Any]) -> Answer:
        """The answer for what the operation returned, as far as the caller may see it."""
        things: list[Any] = msgspec.json.decode(self.items(result))
        keys = [str(self.mapping.key_of(each)) for each in result]
        return Answer(200, (), msgspec.json.encode(dict(zip(keys, things, strict=True))))


def _many(routes: Routes, served: Served, mapping: Mapped[Any], key: str) -> Served:
    """The same operation, which gives several: what may not be seen of a list is left out of it, and so it is here."""
    shaper = _Things(served.operation, served.route, served.shaper.kind, routes.versions)
    shaper.mapping = mapping
    operation = msgspec.structs.replace(served.operation, listed=True)
    return replace(served, operation=operation, bound=_Many(served.bound, mapping, key), shaper=shaper)
