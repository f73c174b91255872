"""The documents: one for each service that publishes or hears an event, from its own view."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from skerry.contracts.write.asyncapi import bindings
from skerry.contracts.write.asyncapi.envelope import (
    CONTENT_TYPE,
    ENVELOPE,
    HEADERS,
    example,
    headers,
    payload,
    shared,
)
from skerry.contracts.write.event_schemas import EventSchemas
from skerry.contracts.write.events import Event, awaited, events, heard, kebab, published
from skerry.kernel.yaml_text import yaml
from skerry.model.system import Service, System, TypeName

VERSION = "3.0.0"
_SCHEMAS = "#/components/schemas/"


def write(system: System, services: Collection[str] = ()) -> dict[str, str]:
    """The documents by file name, of all services or of those in `services`."""
    known = events(system)
    chosen = (each for each in system.services.values() if not services or each.name in services)
    documents = ((service.name, document(system, service, known)) for service in chosen)
    return {f"{name}.asyncapi.yaml": yaml(found) for name, found in documents if found}


def document(system: System, service: Service, known: Mapping[TypeName, Event]) -> dict[str, Any] | None:
    """The document of a service; None where it has nothing to do with events."""
    sent = [known[name] for name in published(service)]
    taken = [known[name] for name in heard(system, service)]
    used = sorted({event.name: event for event in (*sent, *taken)}.values(), key=lambda event: event.name)
    if not used:
        return None
    return _Writer(system, service, used).written(sent, taken)


class _Writer:
    """One document while it is put together."""

    def __init__(self, system: System, service: Service, used: list[Event]) -> None:
        self.system, self.service, self.used = system, service, used
        self.schemas = EventSchemas(system, used, _SCHEMAS, service.context, tells=True)
        self.keys = _keys(used)
        self.buses = sorted({event.bus for event in used})

    def written(self, sent: list[Event], taken: list[Event]) -> dict[str, Any]:
        """The whole of it."""
        secure = bindings.secure(self.system)
        told = {bus: bindings.server(bus, secure=secure) for bus in self.buses}
        servers = {bus: server for bus, server in told.items() if server}
        schemes = {"mutualTls": {"type": "X509", "description": "Both sides show a certificate of the mesh."}}
        return {
            "asyncapi": VERSION,
            "id": f"urn:{self.system.name}:{self.service.name}",
            "info": self._info(),
            "defaultContentType": CONTENT_TYPE,
            **({"servers": servers} if servers else {}),
            "channels": {self.keys[event.name]: self._channel(event) for event in self.used},
            "operations": {
                **{f"publish{_pascal(self.keys[event.name])}": self._sending(event) for event in sent},
                **{f"on{_pascal(self.keys[event.name])}": self._receiving(event) for event in taken},
            },
            "components": {
                "messages": {self.keys[event.name]: self._message(event) for event in self.used},
                "schemas": {**shared(self.buses[0]), **self._definitions()},
                **({"securitySchemes": schemes} if servers and secure else {}),
            },
        }

    def _info(self) -> dict[str, Any]:
        service = self.service
        context = self.system.contexts.get(service.context)
        team = service.team or (context.team if context else "")
        newest = max((int(name[1:]) for name in service.api.versions if name[1:].isdecimal()), default=1)
        return {
            "title": f"{service.name} events",
            "version": f"{newest}.0.0",
            "description": service.about or f"What {service.name} publishes and hears, context {service.context}.",
            **({"contact": {"name": team}, "x-owner": team} if team else {}),
        }

    def _definitions(self) -> dict[str, Any]:
        found = self.schemas.definitions()
        for name in (ENVELOPE, HEADERS):
            found.pop(name, None)  # the envelope's own names are reserved
        return found

    def _channel(self, event: Event) -> dict[str, Any]:
        key = self.keys[event.name]
        told = bindings.of_channel(event)
        return {
            "address": event.address,
            "title": event.title,
            **({"description": event.about} if event.about else {}),
            "messages": {key: {"$ref": f"#/components/messages/{key}"}},
            **({"servers": [{"$ref": f"#/servers/{event.bus}"}]} if len(self.buses) > 1 else {}),
            **({"bindings": told} if told else {}),
            "x-delivery": bindings.delivery(event),
            **({"x-owner": event.owner} if event.owner else {}),
            "x-producers": list(event.producers),
            "x-consumers": list(event.consumers),
        }

    def _message(self, event: Event) -> dict[str, Any]:
        data = self.schemas.example(event)
        shown = example(event, data)
        told = bindings.of_message(event)
        classes = sorted(set(event.classes.values()))
        return {
            "name": event.title,
            "title": kebab(event.name.name).replace("-", " ").capitalize(),
            "contentType": CONTENT_TYPE,
            "headers": {"$ref": f"{_SCHEMAS}{HEADERS}"},
            "payload": payload(event, _SCHEMAS, self.schemas.name(event)),
            "correlationId": {"description": "The trace it belongs to.", "location": "$message.payload#/traceparent"},
            **({"bindings": told} if told else {}),
            **({"x-data-classes": classes} if classes else {}),
            "examples": [{"name": kebab(event.name.name), "headers": headers(event, shown), "payload": shown}],
        }

    def _sending(self, event: Event) -> dict[str, Any]:
        told = bindings.of_sending(event)
        operations = sorted(
            operation.name.operation
            for operation in self.service.operations.values()
            if any(event.name in alternatives for alternatives in operation.emits)
        )
        return {
            "action": "send",
            "summary": f"Publishes {event.title}.",
            **self._over(event),
            **({"bindings": told} if told else {}),
            **({"x-emitted-by": operations} if operations else {}),
        }

    def _receiving(self, event: Event) -> dict[str, Any]:
        service = self.service
        told = bindings.of_receiving(event, service.name)
        dead = bindings.dead_letters(event, service.name)
        reactions = [
            {
                "operation": each.operation.operation,
                **({"by": each.by} if each.by else {}),
                **({"reads": list(each.reads)} if each.reads else {}),
            }
            for each in service.reactions
            if each.event == event.name
        ]
        views = [name for name, view in service.views.items() if event.name in view.events]
        sagas = [
            name
            for name, saga in self.system.sagas.items()
            if saga.service == service.name and event.name in awaited(saga.steps)
        ]
        lists = {"x-reactions": reactions, "x-views": views, "x-sagas": sagas}
        return {
            "action": "receive",
            "summary": f"Hears {event.title}.",
            **self._over(event),
            **({"bindings": told} if told else {}),
            **({"x-dead-letters": dead} if dead else {}),
            **{key: value for key, value in lists.items() if value},
        }

    def _over(self, event: Event) -> dict[str, Any]:
        key = self.keys[event.name]
        return {
            "channel": {"$ref": f"#/channels/{key}"},
            "messages": [{"$ref": f"#/channels/{key}/messages/{key}"}],
        }


def _keys(used: list[Event]) -> dict[TypeName, str]:
    """What each event is written under: `OrderCreatedV2`, with its context where two have that name."""
    bare = [_pascal(event.title) for event in used]
    return {
        event.name: name if bare.count(name) == 1 else _pascal(f"{event.name.context}-{event.title}")
        for event, name in zip(used, bare, strict=True)
    }


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", ".").split("."))
