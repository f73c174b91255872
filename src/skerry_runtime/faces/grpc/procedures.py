"""The procedures of a service: what a request message asks of which operation, and how the answer is put into a response message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from google.protobuf.message import DecodeError
from google.protobuf.message_factory import GetMessageClass

from skerry_runtime.faces.asking import READING, Asking
from skerry_runtime.faces.grpc.description import Description
from skerry_runtime.faces.grpc.known import is_money
from skerry_runtime.faces.grpc.reading import Reader, Wrong
from skerry_runtime.faces.grpc.writing import Writer
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.binding import BODY
from skerry_runtime.service.routes import Served

LARGEST_PAGE = 100

_PLACES = ("query", "path")


class Unreadable(Exception):
    """The bytes are not a message of this type."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request message asks: values by the names of the model, and its idempotency key, '' where it has none."""

    values: dict[str, Any]
    key: str = ""


class Procedure:
    """One procedure. `name` is as it is called on the wire: `/shop.order.v2.OrderService/Place`."""

    def __init__(self, name: str, served: Served, method: Any, description: Description) -> None:
        self.name, self.operation, self.version = name, served.operation.name, served.route.version
        self._served, self.reads = served, served.route.method in READING
        self._request, self._response = GetMessageClass(method.input_type), GetMessageClass(method.output_type)
        self._reader, self._writer = Reader(description), Writer(description)
        self._names = description.names
        own = description.names.get(method.input_type.full_name, {})
        self._own = {each.name for each in method.input_type.fields if each.name not in own}
        self._taken = dict(_taken(served))
        self._parameters = frozenset(each.name for each in served.route.parameters)
        given = description.names.get(method.output_type.full_name, {})
        self._result = next((each for each in method.output_type.fields if each.name in given), None)

    def asked(self, data: bytes) -> Asked:
        """What these bytes ask.

        Raises:
            Unreadable: they are no such message.
            Wrong: a field says something that can't be meant.
        """
        message: Any = self._request()
        try:
            message.ParseFromString(data)
        except DecodeError as error:
            raise Unreadable(f"this is no {message.DESCRIPTOR.full_name}") from error
        said = self._reader.fields(message)
        values = {name: said[name] for name in self._parameters if name in said}
        if self._taken or self._served.taken is not None:
            values[BODY] = self._body(message, said)
        if "page_size" in self._own and message.page_size:
            values["limit"] = min(message.page_size, LARGEST_PAGE)
        if "page_token" in self._own and message.page_token:
            values["cursor"] = message.page_token
        return Asked(values, self._key(message))

    def answered(self, answer: Answer) -> bytes:
        """The response message that says what this answer says.

        Raises:
            Unsayable: a value of it has no equal in the message.
        """
        message: Any = self._response()
        if answer.body and self._result is not None:
            found = msgspec.json.decode(answer.body)
            if self._result.is_repeated:
                self._writer.field(message, self._result, found["items"])
                if following := found.get("next"):
                    message.next_page_token = following
            else:
                self._writer.field(message, self._result, found)
        serialized: bytes = message.SerializeToString()
        return serialized

    def path(self, pointer: str) -> str:
        """The path of a field, as `items[2].product_id`, of a JSON pointer into the same request over REST."""
        parts = [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]
        if parts[:1] and parts[0] in _PLACES and parts[0] not in self._taken:
            parts = [{"limit": "page_size", "cursor": "page_token"}.get(each, each) for each in parts[1:]]
        return "".join(_path(parts, self._request.DESCRIPTOR, self._names)).lstrip(".")

    def _body(self, message: Any, said: Mapping[str, Any]) -> dict[str, Any]:
        """The input: what the message says of its fields, only what `update_mask` names where it does."""
        body = {
            name: value
            for name, value in said.items()
            if (name in self._taken or name not in self._parameters) and (value != [] or self._taken.get(name, True))
        }
        paths = list(message.update_mask.paths) if "update_mask" in self._own else []
        if not paths or paths == ["*"]:
            return body
        by_path = {field: name for field, name in self._names[message.DESCRIPTOR.full_name].items()}
        for each in paths:
            if each not in by_path:
                raise Wrong("update_mask", f"{each} is no field of this request")
        wanted = {by_path[each] for each in paths}
        if self._served.route.method == "PUT" and not {*self._taken} <= wanted:
            raise Wrong("update_mask", "this replaces the whole: leave it empty, or name every field")
        return {name: body.get(name) for name in wanted if name in self._taken}

    def _key(self, message: Any) -> str:
        key = str(message.request_id) if "request_id" in self._own else ""
        if key:
            try:
                UUID(key)
            except ValueError as error:
                raise Wrong("request_id", "has to be a UUID") from error
        return key


def procedures(description: Description, asking: Asking, pool: Any) -> dict[str, Procedure]:
    """All procedures, by their names on the wire."""
    found: dict[str, Procedure] = {}
    for service, methods in description.methods.items():
        known = pool.FindServiceByName(service)
        for name, (operation, version) in methods.items():
            served = asking.served(operation, version)
            if served is not None:
                full = f"/{service}/{name}"
                found[full] = Procedure(full, served, known.methods_by_name[name], description)
    return found


def _taken(served: Served) -> Iterator[tuple[str, bool]]:
    """The fields of the input by their names in JSON, and whether each has to be there."""
    for name, field in (served.taken.model_fields if served.taken else {}).items():
        alias = field.validation_alias
        yield alias if isinstance(alias, str) else name, field.is_required()


def _path(parts: list[str], descriptor: Any, names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for part in parts:
        if descriptor is None or is_money(descriptor):
            return
        if part.isdecimal():
            yield f"[{part}]"
            continue
        known = {said: field for field, said in names.get(descriptor.full_name, {}).items()}
        field = descriptor.fields_by_name.get(known.get(part, part))
        yield f".{field.name if field is not None else part}"
        descriptor = field.message_type if field is not None else None
