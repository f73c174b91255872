"""Packages with their numbers as the text of .proto files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.contracts.write.numbers import Lock
from skerry.contracts.write.protobuf.shapes import EnumShape, FieldShape, Label, MessageShape, PackageShape

_IMPORTS = {
    "google.protobuf.Any": "google/protobuf/any.proto",
    "google.protobuf.Empty": "google/protobuf/empty.proto",
    "google.protobuf.Struct": "google/protobuf/struct.proto",
    "google.protobuf.ListValue": "google/protobuf/struct.proto",
    "google.protobuf.NullValue": "google/protobuf/struct.proto",
    **{
        f"google.protobuf.{each}Value": "google/protobuf/wrappers.proto"
        for each in ("Bool", "Bytes", "Double", "Float", "Int32", "Int64", "String", "UInt32", "UInt64")
    },
    "google.protobuf.Duration": "google/protobuf/duration.proto",
    "google.protobuf.FieldMask": "google/protobuf/field_mask.proto",
    "google.protobuf.Timestamp": "google/protobuf/timestamp.proto",
    "google.protobuf.Value": "google/protobuf/struct.proto",
}


def files(package: PackageShape, lock: Lock, edition: str) -> dict[str, str]:
    """The files of a package by name: its types, and its service. `edition` is empty for proto3."""
    text = _Text(package, lock, edition)
    found = {}
    types = package.types_file
    if package.messages or package.enums:
        found[types] = text.types()
    if package.rpcs:
        found[types.removesuffix("_types.proto") + "_service.proto"] = text.service(types)
    return found


class _Text:
    def __init__(self, package: PackageShape, lock: Lock, edition: str) -> None:
        self._package = package
        self._lock = lock
        self._edition = edition

    def types(self) -> str:
        """Messages and enums, each kind in the order of the names."""
        messages = [self._package.messages[name] for name in sorted(self._package.messages)]
        blocks = [self._message(each) for each in messages if not each.inside]
        enums = (self._package.enums[name] for name in sorted(self._package.enums))
        blocks += [self._enum(each) for each in enums if not each.inside]
        return "\n".join([self._head(messages, ()), *blocks])

    def service(self, types: str) -> str:
        """The service, then a request and a response for each procedure."""
        package = self._package
        declared = {*package.messages, *package.enums}
        mentioned = {part for each in package.own for field in each.fields for part in _parts(field.type)}
        mentioned |= {part for rpc in package.rpcs for each in (rpc.takes, rpc.gives) for part in _parts(each)}
        needed = [types] if mentioned & declared else []
        blocks = [self._service(name) for name in dict.fromkeys(rpc.service for rpc in package.rpcs)]
        return "\n".join(
            [self._head(package.own, needed, mentioned), *blocks, *(self._message(each) for each in package.own)]
        )

    def _service(self, name: str) -> str:
        package = self._package
        lines = [*_comment(package.about, ""), f"service {name} {{"]
        lines += ["  option deprecated = true;"] if package.deprecated else []
        for rpc in (each for each in package.rpcs if each.service == name):
            lines += [*_comment(rpc.about, "  "), f"  rpc {rpc.name}({rpc.takes}) returns ({rpc.gives})"]
            level = f" {{\n    option idempotency_level = {rpc.level};\n  }}" if rpc.level else ";"
            lines[-1] += level
        return "\n".join([*lines, "}\n"])

    def _head(self, messages: Iterable[MessageShape], more: Iterable[str], also: Iterable[str] = ()) -> str:
        used = {part for shape in messages for each in shape.fields for part in _parts(each.type)} | {*also}
        known = {**_IMPORTS, **self._package.others}
        imports = sorted({*(path for name, path in known.items() if name in used), *more})
        syntax = f'edition = "{self._edition}";' if self._edition else 'syntax = "proto3";'
        lines = [
            "// Written by `skerry contracts write`; edit the model instead.",
            syntax,
            "",
            *((f"package {self._package.name};", "") if self._package.name else ()),
        ]
        lines += [*(f'import "{path}";' for path in imports), ""] if imports else []
        lines += ["option features.field_presence = IMPLICIT;", ""] if self._edition else []
        return "\n".join(lines)

    def _message(self, shape: MessageShape) -> str:
        of = self._full(shape.path)
        indent = "    " if shape.one_of else "  "
        inside = [*self._reserved(of, "  "), *self._within(shape)]
        inside += ["  oneof value {"] if shape.one_of else []
        fields = sorted(shape.fields, key=lambda each: self._lock.number(of, each.name))
        for each in fields:
            first = next((other for other in fields if other.group == each.group), each)
            if each.group and each is first:
                together = [other for other in fields if other.group == each.group]
                inside += [f"  oneof {each.group} {{", *self._fields(of, together, "    "), "  }"]
            elif not each.group:
                inside += self._fields(of, [each], indent)
        inside += ["  }"] if shape.one_of else []
        about = _comment((shape.about,) if shape.about else (), "")
        return (
            "\n".join([*about, f"message {shape.name} {{", *inside, "}\n"])
            if inside
            else f"{_joined(about)}message {shape.name} {{}}\n"
        )

    def _fields(self, of: str, fields: Iterable[FieldShape], indent: str) -> Iterator[str]:
        for each in fields:
            yield from _comment((f"{each.about}.",) if each.about else (), indent)
            yield indent + self._field(of, each)

    def _within(self, shape: MessageShape) -> Iterator[str]:
        """What is declared inside a message."""
        for each in self._package.messages.values():
            if each.inside == shape.path:
                yield from (f"  {line}" for line in self._message(each).splitlines())
        for enum in self._package.enums.values():
            if enum.inside == shape.path:
                yield from (f"  {line}" for line in self._enum(enum).splitlines())

    def _full(self, path: str) -> str:
        return f"{self._package.name}.{path}" if self._package.name else path

    def _field(self, of: str, each: FieldShape) -> str:
        label = f"{each.label} " if each.label and not (self._edition and each.label is Label.OPTIONAL) else ""
        explicit = self._edition and each.label is Label.OPTIONAL
        options = " [features.field_presence = EXPLICIT]" if explicit else ""
        return f"{label}{each.type} {each.name} = {self._lock.number(of, each.name)}{options};"

    def _enum(self, shape: EnumShape) -> str:
        of = self._full(shape.path)
        values = sorted(shape.values, key=lambda each: self._lock.number(of, each))
        inside = [*self._reserved(of, "  "), *(f"  {each} = {self._lock.number(of, each)};" for each in values)]
        return "\n".join(
            [*_comment((shape.about,) if shape.about else (), ""), f"enum {shape.name} {{", *inside, "}\n"]
        )

    def _reserved(self, of: str, indent: str) -> Iterator[str]:
        gone = self._lock.reserved(of)
        if gone:
            quoted = ", ".join(name if self._edition else f'"{name}"' for _, name in gone)
            yield f"{indent}reserved {', '.join(str(number) for number, _ in gone)};"
            yield f"{indent}reserved {quoted};"


def _parts(written: str) -> list[str]:
    """The names in a type as it is written: `map<string, Order>`, `stream Order`."""
    return re.findall(r"[A-Za-z_][A-Za-z0-9_.]*", written)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _comment(lines: Iterable[str], indent: str) -> list[str]:
    return [f"{indent}// {part}" for line in lines for part in line.splitlines() if part]
