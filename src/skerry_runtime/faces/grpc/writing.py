"""What REST would answer in JSON, written into messages: each value exactly, or not at all."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from skerry_runtime.faces.grpc.description import Description
from skerry_runtime.faces.grpc.known import MEANT, Unsayable, is_money, money_meant


class Writer:
    """Writes the messages of one service."""

    def __init__(self, description: Description) -> None:
        self._of = description
        self._values = {
            full: {word: value for value, word in words.items()} for full, words in description.words.items()
        }
        self._known: dict[str, dict[str, Any]] = {}
        self._fields = {
            full: {said: field for field, said in names.items()} for full, names in description.names.items()
        }

    def fill(self, message: Any, value: Mapping[str, Any]) -> None:
        """Writes an object into a message; what the message has no field for is left out.

        Raises:
            Unsayable: a value has no equal.
        """
        descriptor = message.DESCRIPTOR
        known = self._known.get(descriptor.full_name)
        if known is None:
            names, fields = self._fields.get(descriptor.full_name, {}), descriptor.fields_by_name
            known = {name: fields[field] for name, field in names.items() if field in fields}
            self._known[descriptor.full_name] = known
        for name, each in value.items():
            field = known.get(name)
            if field is not None and each is not None:
                self.field(message, field, each)

    def field(self, message: Any, field: Any, value: Any) -> None:
        """Writes a value into a field."""
        if not field.is_repeated:
            self._one(message, field, value)
        elif field.message_type is not None and field.message_type.GetOptions().map_entry:
            self._mapped(getattr(message, field.name), field.message_type.fields_by_name["value"], value)
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            for each in value:
                self._message(getattr(message, field.name).add(), each)
        else:
            getattr(message, field.name).extend([self._scalar(field, each) for each in value])

    def _mapped(self, entries: Any, inner: Any, value: Mapping[str, Any]) -> None:
        for key, each in value.items():
            if inner.type == FieldDescriptor.TYPE_MESSAGE:
                self._message(entries[key], each)
            else:
                entries[key] = self._scalar(inner, each)

    def _one(self, message: Any, field: Any, value: Any) -> None:
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            inner = getattr(message, field.name)
            inner.SetInParent()
            self._message(inner, value)
        else:
            setattr(message, field.name, self._scalar(field, value))

    def _scalar(self, field: Any, value: Any) -> Any:
        if field.type == FieldDescriptor.TYPE_ENUM:
            name = self._values[field.enum_type.full_name].get(value)
            if name is None:
                raise Unsayable(f"{field.enum_type.name} has no word {value!r}")
            return field.enum_type.values_by_name[name].number
        return b64decode(value) if field.type == FieldDescriptor.TYPE_BYTES else value

    def _message(self, message: Any, value: Any) -> None:
        descriptor = message.DESCRIPTOR
        full = descriptor.full_name
        if is_money(descriptor):
            money_meant(message, value)
        elif full in MEANT:
            MEANT[full](message, value)
        elif full in self._of.rows:
            self.field(message, descriptor.fields[0], value)
        elif full in self._of.told:
            self._alternative(message, value)
        elif isinstance(value, Mapping):
            self.fill(message, value)

    def _alternative(self, message: Any, value: Mapping[str, Any]) -> None:
        name, values = self._of.told[message.DESCRIPTOR.full_name]
        fields = message.DESCRIPTOR.fields
        by_value = {said: field for field, said in values.items()}
        chosen = by_value.get(str(value.get(name, "")), "") if name else ""
        for field in fields:
            if field.name == chosen or (not name and self._fits(field.message_type, value)):
                self._one(message, field, value)
                return
        raise Unsayable("this is none of the alternatives")

    def _fits(self, descriptor: Any, value: Mapping[str, Any]) -> bool:
        return {*value} <= {*self._fields.get(descriptor.full_name, {})}
