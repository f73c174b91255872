"""The data of events as JSON Schema: closed records, without what only documents of HTTP APIs say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from skerry.contracts.write.basic import Schema
from skerry.contracts.write.events import Event
from skerry.contracts.write.types import Schemas
from skerry.model.system import System

_MAPS = ("properties", "$defs", "patternProperties", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = ("items", "additionalProperties", "not", "contains", "propertyNames")


class EventSchemas:
    """The schemas of some events in one document, whose references begin with `base`.

    Records are closed: a new optional field is then something that old data cannot hold already, and a registry lets it in.
    """

    def __init__(self, system: System, events: Iterable[Event], base: str, home: str = "", *, tells: bool) -> None:
        self._base, self._tells = base, tells
        chosen = tuple(events)
        self._schemas = Schemas(system, (), [event.named for event in chosen], home=home, base=base)
        self._classes = {self.name(event): event.classes for event in chosen}

    def name(self, event: Event) -> str:
        """What the data of an event is called here."""
        return str(self._schemas.schema(event.named)["$ref"]).removeprefix(self._base)

    def definitions(self) -> dict[str, Schema]:
        """All schemas by name, each field with its data class."""
        found = {name: self._plain(schema) for name, schema in self._schemas.definitions().items()}
        for name, classes in self._classes.items():
            for field, tag in classes.items():
                found[name]["properties"][field].setdefault("x-data-class", tag)
        return {name: _closed(self._whole(schema, found)) for name, schema in found.items()}

    def example(self, event: Event) -> Any:
        """Data of an event that is valid."""
        return self._schemas.example(event.named)

    def _whole(self, schema: Schema, found: dict[str, Schema]) -> Schema:
        """An alternative with the word that tells it apart, as one record: closed, its two halves would refuse each other."""
        parts = schema.get("allOf")
        if not isinstance(parts, list) or len(parts) != 2 or "$ref" not in parts[0]:
            return schema
        record, word = found[parts[0]["$ref"].removeprefix(self._base)], parts[1]
        required = [*record.get("required", ()), *word["required"]]
        return {**record, "required": required, "properties": {**record.get("properties", {}), **word["properties"]}}

    def _plain(self, schema: Any) -> Any:
        """Without `readOnly`; `discriminator` as the name of a property, which AsyncAPI knows, or left out."""
        if not isinstance(schema, dict):
            return schema
        found = {key: self._below(key, value) for key, value in schema.items() if key != "readOnly"}
        discriminator = found.pop("discriminator", None)
        if self._tells and isinstance(discriminator, dict):
            found["discriminator"] = discriminator["propertyName"]
        return found

    def _below(self, key: str, value: Any) -> Any:
        if key in _MAPS and isinstance(value, dict):
            return {name: self._plain(each) for name, each in value.items()}
        if key in _LISTS and isinstance(value, list):
            return [self._plain(each) for each in value]
        return self._plain(value) if key in _SINGLE else value


def _closed(schema: Schema) -> Schema:
    return {**schema, "additionalProperties": False} if schema.get("type") == "object" else schema
