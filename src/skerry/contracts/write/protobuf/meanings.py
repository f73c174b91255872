"""How messages of a package are said in JSON: the names, words and alternatives of the model behind those of protobuf."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from skerry.contracts.write.protobuf.shapes import PackageShape

Object = dict[str, Any]


def meanings(packages: Iterable[PackageShape]) -> Object:
    """By full names: `methods` (operation and version of each procedure), `names` (the model's name of each field; a field
    without one is protobuf's own), `words` (of enum values), `told` (alternatives: the property, and its value for each field),
    `rows` (messages around a list within a list)."""
    found: Object = {"methods": {}, "names": {}, "words": {}, "told": {}, "rows": []}
    for package in packages:
        _add(found, package)
    return found


def _add(found: Object, package: PackageShape) -> None:
    for rpc in package.rpcs:
        found["methods"].setdefault(f"{package.name}.{rpc.service}", {})[rpc.name] = [rpc.operation, package.version]
    for message in (*package.own, *package.messages.values()):
        full = f"{package.name}.{message.path}"
        names = {each.name: each.said for each in message.fields if each.said}
        if names:
            found["names"][full] = names
        if message.one_of:
            found["told"][full] = [message.told[0], dict(message.told[1])]
        if message.row:
            found["rows"].append(full)
    for enum in package.enums.values():
        words = zip(enum.values, enum.words, strict=True)
        found["words"][f"{package.name}.{enum.path}"] = {value: word for value, word in words if word}
