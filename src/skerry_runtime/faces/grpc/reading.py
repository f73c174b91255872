"""What messages say, as JSON has it: the values that the same request would have over REST."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from skerry_runtime.faces.grpc.description import Description
from skerry_runtime.faces.grpc.known import SAID, Unsayable, finite, is_money, money_said

_FLOATS = (FieldDescriptor.TYPE_DOUBLE, FieldDescriptor.TYPE_FLOAT)
MISSING = object()


class Wrong(Exception):
    """A field says something that has no equal in JSON: its path, as `items[2].price`, and why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


class Reader:
    """Reads the messages of one service."""

    def __init__(self, description: Description) -> None:
        self._of = description
        self._named: dict[str, tuple[tuple[Any, str], ...]] = {}

    def fields(self, message: Any, at: str = "") -> dict[str, Any]:
        """What a message says, by the names of the model; what is not there, and what only protobuf has, is left out.

        Raises:
            Wrong: something has no equal.
        """
        descriptor = message.DESCRIPTOR
        named = self._named.get(descriptor.full_name)
        if named is None:
            names = self._of.names.get(descriptor.full_name, {})
            named = tuple((each, names[each.name]) for each in descriptor.fields if each.name in names)
            self._named[descriptor.full_name] = named
        found: dict[str, Any] = {}
        for field, name in named:
            value = self.field(message, field, f"{at}{field.name}")
            if value is not MISSING:
                found[name] = value
        return found

    def field(self, message: Any, field: Any, at: str) -> Any:
        """What one field of it says; `MISSING` where it says nothing."""
        value = getattr(message, field.name)
        if field.is_repeated:
            return self._many(field, value, at)
        if field.has_presence and not message.HasField(field.name):
            return MISSING
        return self._one(field, value, at)

    def _many(self, field: Any, value: Any, at: str) -> Any:
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            inner = field.message_type.fields_by_name["value"]
            return {key: self._one(inner, value[key], f"{at}[{key!r}]") for key in value}
        found = [self._one(field, each, f"{at}[{index}]") for index, each in enumerate(value)]
        return [None if each is MISSING else each for each in found]

    def _one(self, field: Any, value: Any, at: str) -> Any:
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            return self._message(value, at)
        if field.type == FieldDescriptor.TYPE_ENUM:
            return self._word(field, value, at)
        if field.type == FieldDescriptor.TYPE_BYTES:
            return b64encode(value).decode()
        if field.type in _FLOATS:
            return _said(finite, value, at)
        return value

    def _word(self, field: Any, value: int, at: str) -> Any:
        known = field.enum_type.values_by_number.get(value)
        if known is None:
            raise Wrong(at, f"{field.enum_type.name} has no value {value}")
        return self._of.words[field.enum_type.full_name].get(known.name, MISSING)

    def _message(self, value: Any, at: str) -> Any:
        descriptor = value.DESCRIPTOR
        full = descriptor.full_name
        if is_money(descriptor):
            return _said(money_said, value, at)
        if full in SAID:
            return _said(SAID[full], value, at)
        if full in self._of.rows:
            return self.field(value, descriptor.fields[0], f"{at}.{descriptor.fields[0].name}")
        if full in self._of.told:
            return self._alternative(value, at)
        return self.fields(value, f"{at}.")

    def _alternative(self, value: Any, at: str) -> Any:
        chosen = value.WhichOneof("value")
        if chosen is None:
            return MISSING
        name, values = self._of.told[value.DESCRIPTOR.full_name]
        found = self._message(getattr(value, chosen), f"{at}.{chosen}")
        return {name: values[chosen], **found} if name else found


def _said(read: Any, value: Any, at: str) -> Any:
    try:
        return read(value)
    except Unsayable as error:
        raise Wrong(at, str(error)) from error
