"""Events of a service: messages become CloudEvents on their way out; what comes in moves read models and has operations done."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from skerry_runtime import spec
from skerry_runtime.clock import stamp
from skerry_runtime.operations import OWN, Call
from skerry_runtime.service.internal import Internal
from skerry_runtime.store import Happened, Store
from skerry_runtime.telemetry import span, trace_headers
from skerry_runtime.telemetry.metrics import Metrics, Outcome

log = logging.getLogger("skerry.service")


class Teller:
    """Makes events of the messages that a service publishes. Their ids follow from the call's key: told again, they are the same."""

    def __init__(self, service: spec.Spec, kinds: Mapping[str, type[BaseModel]]) -> None:
        self._source = f"/{service.system}/{service.service}"
        self._events = {kinds[each.message]: each for each in service.events if each.message in kinds}

    def __call__(self, messages: Sequence[BaseModel], call: Call) -> Sequence[Happened]:
        """The events, in this order.

        Raises:
            LookupError: a message is none of an event of this service.
        """
        if not messages:
            return ()
        now = stamp()
        return [self._told(message, call, now, at) for at, message in enumerate(messages)]

    def _told(self, message: BaseModel, call: Call, now: str, at: int) -> Happened:
        event = self._events.get(type(message))
        if event is None:
            known = ", ".join(sorted(kind.__name__ for kind in self._events))
            raise LookupError(f"{type(message).__name__} is no event that this service publishes; those are {known}")
        data = message.model_dump(mode="json", by_alias=True, exclude_none=True)
        key = str(data.get(event.key, "")) if event.key else ""
        return Happened(
            id=str(call.new_id(f"event/{event.type}/{at}")),
            source=self._source,
            type=event.type,
            data=data,
            subject=key,
            time=now,
            dataschema=event.schema,
            partitionkey=key,
            traceparent=call.headers.get("traceparent", ""),
        )


class NotDone(Exception):
    """An event could not be handled now: deliver it again."""


class Listener:
    """Handles what a service hears: `types` are the events, `hear` the handler to subscribe with."""

    def __init__(
        self,
        service: spec.Spec,
        kinds: Mapping[str, type[BaseModel]],
        store: Store,
        internal: Internal,
        metrics: Metrics,
    ) -> None:
        self._store, self._internal, self._kinds, self._metrics = store, internal, kinds, metrics
        self._events = {each.name: each for each in service.events}
        self._operations = {each.name: each for each in service.operations}
        self._reactions = [(self._events[each.event], each) for each in service.reactions]
        self._entities = {each.name: each for each in service.entities}

    @property
    def types(self) -> tuple[str, ...]:
        """The types of events that it wants."""
        return tuple(sorted({event.type for event, _ in self._reactions} | self._store.views.heard))

    async def hear(self, event: Any) -> None:
        """Moves the read models, and does what is to be done on it; once, however often it is delivered.

        Raises:
            NotDone: it has to be delivered again.
        """
        began = time.perf_counter()
        outcome: Outcome = "failed"
        try:
            with span(f"{event.type} process", kind="consumer", parent=event.traceparent):
                await self._heard(event)
            outcome = "ok"
        finally:
            self._metrics.heard(event.type, outcome, time.perf_counter() - began)

    async def _heard(self, event: Any) -> None:
        if event.type in self._store.views.heard:
            known = _happened(event)
            await self._store.database.write(lambda connection: self._store.views.feed(connection, [known]))
        for kind, reaction in self._reactions:
            if kind.type == event.type:
                await self._react(event, kind, reaction)

    async def _react(self, event: Any, kind: spec.Event, reaction: spec.Reaction) -> None:
        key = f"{event.source}/{event.id}/{reaction.operation}"[-255:]
        trace = trace_headers() or ({"traceparent": event.traceparent} if event.traceparent else {})
        values = dict(self._values(event, kind, reaction))
        answer = await self._internal.perform(
            reaction.operation, values, Call(key=key, caller=event.source, headers=trace, identity=OWN)
        )
        if answer.status >= 500:
            raise NotDone(f"{reaction.operation} on {event.type} {event.id}: {answer.status} {answer.body.decode()}")
        if answer.status >= 400:
            log.info("%s on %s %s: %s", reaction.operation, event.type, event.id, answer.body.decode())

    def _values(self, event: Any, kind: spec.Event, reaction: spec.Reaction) -> Mapping[str, Any]:
        """The event, what it names as the key of the thing, and its fields by their names."""
        data = event.data if isinstance(event.data, dict) else {}
        values = {**data, "event": self._message(event, kind)}
        operation = self._operations[reaction.operation]
        if reaction.by in data:
            entity = self._entities.get(operation.entity)
            names = [each.name for route in operation.routes for each in route.parameters if each.place == "path"]
            values.update({name: data[reaction.by] for name in (entity.key if entity else "id", *names[:1])})
        return values

    def _message(self, event: Any, kind: spec.Event) -> Any:
        model = self._kinds.get(kind.message)
        try:
            return model.model_validate(event.data) if model else event.data
        except ValidationError as error:
            raise NotDone(f"{event.type} {event.id} is not as its schema says: {error}") from error


def _happened(event: Any) -> Happened:
    return Happened(**{name: getattr(event, name) for name in Happened.__dataclass_fields__})
