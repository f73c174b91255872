"""A JSON Schema 2020-12 for each event: what a schema registry holds, and what `dataschema` of its CloudEvents names."""

from __future__ import annotations

import json
from typing import Any

from skerry.contracts.write.event_schemas import EventSchemas
from skerry.contracts.write.events import COMPATIBILITY, Event, events, kebab
from skerry.contracts.write.writer import Writer, plain
from skerry.model.system import System

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def write(system: System) -> dict[str, str]:
    """By file name: `orders/order-created.v2.schema.json`."""
    return {file_name(event): text(event_schema(system, event)) for event in events(system).values()}


def file_name(event: Event) -> str:
    """Where the schema of an event is kept."""
    return f"{event.name.context}/{kebab(event.name.name)}.{event.name.version or 'v1'}.schema.json"


def text(schema: dict[str, Any]) -> str:
    """A schema as it is written to a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def event_schema(system: System, event: Event) -> dict[str, Any]:
    """The schema of the data of an event, with all it needs."""
    schemas = EventSchemas(system, (event,), "#/$defs/", event.name.context, tells=False)
    definitions = schemas.definitions()
    name = schemas.name(event)
    own = definitions[name]
    if f'"#/$defs/{name}"' not in json.dumps(definitions):  # nothing refers to it, so it need not have a name
        del definitions[name]
    about = {"description": event.about} if event.about else {}
    facts = {
        "x-compatibility": COMPATIBILITY,
        "x-owner": event.owner,
        "x-address": event.address,
        "x-key": event.key,
        "x-producers": list(event.producers),
        "x-consumers": list(event.consumers),
    }
    return {
        "$schema": _DIALECT,
        "$id": event.id,
        "title": event.title,
        **about,
        **{key: value for key, value in facts.items() if value},
        **own,
        **({"$defs": definitions} if definitions else {}),
        "examples": [schemas.example(event)],
    }


WRITER = Writer("json-schema", "JSON Schema 2020-12: one for each event, as a registry holds it", plain(write))
