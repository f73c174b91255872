"""Which procedures carry a type, and below which fields of their request or response."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from google.protobuf import descriptor_pb2 as pb

from skerry.formats.protobuf.schema import Schema

_MOST_FILES = 400  # of those that use a changed file: more would take longer than the comparison itself
_MOST_USES = 20


@dataclass(frozen=True, slots=True)
class Use:
    """A procedure that carries a type, in its `request` or `response`, below a path of fields."""

    operation: str
    side: str
    path: tuple[str, ...]


class Uses:
    """Who uses which type, in the files that need the changed ones."""

    def __init__(self, schema: Schema, files: set[str]) -> None:
        """`files` are the changed ones."""
        self._above: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._called: dict[str, list[tuple[str, str]]] = {}
        self._known: dict[str, list[Use]] = {}
        known = [file for file in sorted(files) if file in schema.files]
        for name in [*known, *schema.dependents(known)][:_MOST_FILES]:
            file = schema.proto(name)
            for service in file.service:
                self._service(service, _full(file.package, service.name))
            for message in file.message_type:
                self._message(message, _full(file.package, message.name))

    def of(self, name: str) -> list[Use]:
        """The procedures that carry a type, the nearest first."""
        if name not in self._known:
            self._known[name] = list(self._search(name))
        return self._known[name]

    def _search(self, name: str) -> Iterator[Use]:
        seen, todo, count = {name}, deque[tuple[str, tuple[str, ...]]]([(name, ())]), 0
        while todo and count < _MOST_USES:
            at, path = todo.popleft()
            for operation, side in self._called.get(at, ()):
                yield Use(operation, side, path)
                count += 1
            for holder, step in self._above.get(at, ()):
                if holder not in seen:
                    seen.add(holder)
                    todo.append((holder, (*step, *path)))

    def _service(self, service: pb.ServiceDescriptorProto, name: str) -> None:
        for method in service.method:
            operation = f"{name}/{method.name}"
            self._called.setdefault(method.input_type.lstrip("."), []).append((operation, "request"))
            self._called.setdefault(method.output_type.lstrip("."), []).append((operation, "response"))

    def _message(self, message: pb.DescriptorProto, name: str) -> None:
        entry = message.options.map_entry
        for field in message.field:
            if field.type_name:
                many = field.label == pb.FieldDescriptorProto.LABEL_REPEATED
                step = () if entry else (field.name, "[]") if many else (field.name,)
                self._above.setdefault(field.type_name.lstrip("."), []).append((name, step))
        for nested in message.nested_type:
            self._message(nested, f"{name}.{nested.name}")


def _full(package: str, name: str) -> str:
    return f"{package}.{name}" if package else name
