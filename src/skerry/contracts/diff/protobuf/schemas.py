"""Two schemas compared: files and packages here, what they declare in the modules beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skerry.contracts.change import Change, Rule
from skerry.contracts.diff.format import Category
from skerry.contracts.diff.protobuf import enums, messages, rules, services
from skerry.contracts.diff.protobuf.found import At, Found
from skerry.contracts.diff.protobuf.sides import Placed, Side, sides
from skerry.contracts.diff.protobuf.subjects import with_subjects
from skerry.formats.protobuf.schema import Schema
from skerry.formats.protobuf.values import Enum, File, Message


def compare(before: Schema, after: Schema, category: Category) -> tuple[Change, ...]:
    """All changes from `before` to `after`, in the order of files and lines."""
    was, now = sides(before, after)
    found = Found(before, after, category)
    _packages(was, now, found)
    for name in sorted({*was.files, *now.files}):
        _file(name, was.files.get(name), now.files.get(name), found)
    gone = {package for package in _in_files(was) - _in_files(now) if package not in after.packages}
    _declared(was.messages, now.messages, "message", gone, found)
    _declared(was.enums, now.enums, "enum", gone, found)
    _declared(was.services, now.services, "service", gone, found)
    messages.compare(was, now, found)
    enums.compare(was, now, found)
    services.compare(was, now, found)
    changes = with_subjects(found.changes, before, after)
    return tuple(sorted(changes, key=_order))


def _order(change: Change) -> tuple[str, int, int, str]:
    span = change.now or change.was
    return (span.path, span.line, span.column, change.rule.id) if span else ("", 0, 0, change.rule.id)


def _in_files(side: Side) -> set[str]:
    return {file.package for file in side.files.values()}


def _packages(was: Side, now: Side, found: Found) -> None:
    earlier, later = _in_files(was), _in_files(now)
    for package in sorted(earlier - later):
        if package not in now.schema.packages:
            file = next(name for name, each in was.files.items() if each.package == package)
            found.add(rules.PACKAGE_REMOVED, package, f"package `{package}` was removed", was=At(file, (2,)))
    for package in sorted(later - earlier):
        if package not in was.schema.packages:
            file = next(name for name, each in now.files.items() if each.package == package)
            found.add(rules.PACKAGE_ADDED, package, f"package `{package}` was added", now=At(file, (2,)))


def _file(name: str, was: File | None, now: File | None, found: Found) -> None:
    if was is None or now is None:
        rule, action = (rules.FILE_ADDED, "added") if was is None else (rules.FILE_REMOVED, "removed")
        at = At(name)
        found.add(rule, name, f"{name} was {action}", was=None if was is None else at, now=None if now is None else at)
        return
    _changed(rules.FILE_PACKAGE, "package", (was.package, now.package), (2,), name, found)
    _changed(rules.FILE_SYNTAX, "syntax", (was.syntax, now.syntax), (12,), name, found)
    for option, rule in rules.OPTIONS.items():
        _changed(rule, option, (was.options[option], now.options[option]), (8,), name, found)


def _changed(rule: Rule, what: str, values: tuple[str, str], where: tuple[int, ...], name: str, found: Found) -> None:
    if values[0] != values[1]:
        at = At(name, where)
        said = f"`{what}` of {name} was {_quoted(values[0])} and is {_quoted(values[1])}"
        found.add(rule, name, said, was=at, now=at, values=values)


def _quoted(value: str) -> str:
    return f"`{value}`" if value else "not set"


_RULES: Mapping[str, tuple[Rule, Rule, Rule]] = {
    "message": (rules.MESSAGE_REMOVED, rules.MESSAGE_ADDED, rules.MESSAGE_FILE),
    "enum": (rules.ENUM_REMOVED, rules.ENUM_ADDED, rules.ENUM_FILE),
    "service": (rules.SERVICE_REMOVED, rules.SERVICE_ADDED, rules.SERVICE_FILE),
}


def _declared(
    was: Mapping[str, Placed[Any]], now: Mapping[str, Placed[Any]], area: str, gone: set[str], found: Found
) -> None:
    """What was removed, added or moved as a whole; of a package that is gone, only that it is gone."""
    removed, added, moved = _RULES[area]
    new = [each for name, each in now.items() if name not in was]
    for name, each in was.items():
        at = At(each.file, each.value.where, name=True)
        other = now.get(name)
        if other is None and not _hidden(each.value, was, now, name):
            buf = () if _package(name, each) in gone else None
            renamed = _renamed(each.value, new)
            said = f"{area} `{name}` was removed" + (
                f"; `{renamed}` looks like it under another name" if renamed else ""
            )
            found.add(removed, name, said, was=at, buf=buf, details={"renamed_to": renamed} if renamed else None)
        elif other is not None and other.file != each.file:
            said = f"{area} `{name}` moved from {each.file} to {other.file}"
            found.add(moved, name, said, was=at, now=At(other.file, other.value.where, name=True))
    for name, each in now.items():
        if name not in was and not _hidden(each.value, now, was, name):
            found.add(added, name, f"{area} `{name}` was added", now=At(each.file, each.value.where, name=True))


def _hidden(value: Any, here: Mapping[str, Any], there: Mapping[str, Any], name: str) -> bool:
    """Entries of maps, and what goes or comes with the message around it."""
    around = name.rpartition(".")[0]
    return bool(getattr(value, "is_entry", False)) or (around in here and around not in there)


def _package(name: str, placed: Placed[Any]) -> str:
    return name.removesuffix(placed.value.name).rstrip(".")


def _renamed(value: object, new: list[Placed[Any]]) -> str:
    """The full name of something new that has the same content."""
    shape = _shape(value)
    return next((each.value.full_name for each in new if shape and _shape(each.value) == shape), "")


def _shape(value: object) -> tuple[Any, ...]:
    if isinstance(value, Message):
        return tuple((each.number, each.name, each.kind, each.cardinality) for each in value.fields)
    if isinstance(value, Enum):
        return tuple((each.number, each.name) for each in value.values)
    methods = getattr(value, "methods", ())
    return tuple((each.name, each.input, each.output) for each in methods)
