"""Two fields with the same number: what of the type, the name, the presence and the options differs, and whom that breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from skerry.contracts.change import Rule, Subject
from skerry.contracts.diff.protobuf import rules
from skerry.contracts.diff.protobuf.defaults import default
from skerry.contracts.diff.protobuf.found import At, Found
from skerry.contracts.diff.protobuf.sides import Side
from skerry.formats.protobuf.values import Cardinality, Field

_WIRE_GROUPS = (
    {"int32", "int64", "uint32", "uint64", "bool"},
    {"sint32", "sint64"},
    {"fixed32", "sfixed32"},
    {"fixed64", "sfixed64"},
)  # the same bytes; protobuf.dev, "Updating A Message Type"
_JSON_GROUPS = ({"int32", "uint32"}, {"int64", "uint64"}, {"fixed32", "sfixed32"}, {"fixed64", "sfixed64"})
_BIG = {"int64", "uint64", "sint64", "fixed64", "sfixed64"}
_WIRE_TIMES = {
    Cardinality.IMPLICIT: "one",
    Cardinality.OPTIONAL: "one",
    Cardinality.REQUIRED: "required",
    Cardinality.REPEATED: "many",
    Cardinality.MAP: "many",
}
_JSON_TIMES = {**_WIRE_TIMES, Cardinality.MAP: "by key"}


class Comparison:
    """Compares fields of two sides."""

    def __init__(self, was: Side, now: Side, found: Found) -> None:
        self._was = was
        self._now = now
        self._found = found

    def compare(self, was: Field, now: Field, was_in: str, now_in: str) -> None:
        """All that differs between two fields with the same number of the same message."""
        before, after = At(was_in, was.where), At(now_in, now.where)
        subject = Subject(field=(was.name,)) if not was.extends else Subject()
        for rule, what, values, buf in self._differences(was, now):
            said = f"field `{was.full_name}` = {was.number}: {what} was {_shown(values[0])} and is {_shown(values[1])}"
            self._found.add(rule, was.full_name, said, was=before, now=after, values=values, buf=buf, subject=subject)

    def _differences(
        self, was: Field, now: Field
    ) -> Iterator[tuple[Rule, str, tuple[object, object], tuple[str, ...] | None]]:
        yield from _names(was, now)
        if (was.kind, was.type) != (now.kind, now.type):
            yield rules.FIELD_TYPE, "its type", (_type(was), _type(now)), self._type_rules(was, now)
        if was.cardinality is not now.cardinality:
            values = (was.cardinality.value, now.cardinality.value)
            yield rules.FIELD_CARDINALITY, "it", values, tuple(_cardinality_rules(was.cardinality, now.cardinality))
        if was.oneof != now.oneof:
            yield rules.FIELD_ONEOF, "its oneof", (was.oneof or None, now.oneof or None), None
        yield from self._defaults(was, now)
        for rule, what, of in _OF_KINDS:
            before, after = of(was), of(now)
            if before and after and before != after:
                yield rule, what, (before, after), None
        if was.deprecated != now.deprecated:
            rule = rules.FIELD_DEPRECATED if now.deprecated else rules.FIELD_UNDEPRECATED
            yield rule, "its deprecation", (was.deprecated, now.deprecated), None

    def _defaults(self, was: Field, now: Field) -> Iterator[tuple[Rule, str, tuple[object, object], None]]:
        if (was.default, was.type) == (now.default, now.type) and was.type not in self._was.enums:
            return  # an enum of a file that did not change
        earlier, later = default(was, self._was), default(now, self._now)
        if earlier is not None and later is not None and earlier != later and (earlier or later):
            yield rules.FIELD_DEFAULT, "its default", (earlier, later), None

    def _type_rules(self, was: Field, now: Field) -> tuple[str, ...]:
        found = ["FIELD_SAME_TYPE"]
        same_enum = was.kind == now.kind == "enum" and self._fits(was.type, now.type)
        if not same_enum and not _together(was.kind, now.kind, _JSON_GROUPS):
            found.append("FIELD_WIRE_JSON_COMPATIBLE_TYPE")
        as_bytes = (was.kind, now.kind) == ("string", "bytes")
        if not same_enum and not as_bytes and not _together(was.kind, now.kind, _WIRE_GROUPS):
            found.append("FIELD_WIRE_COMPATIBLE_TYPE")
        return tuple(found)

    def _fits(self, was: str, now: str) -> bool:
        """Whether an enum of the same short name has all values of the one before."""
        if was.rpartition(".")[2] != now.rpartition(".")[2]:
            return False
        before, after = self._was.enum(was), self._now.enum(now)
        if before is None or after is None:
            return False
        return {(each.name, each.number) for each in before.values} <= {
            (each.name, each.number) for each in after.values
        }


def _names(was: Field, now: Field) -> Iterator[tuple[Rule, str, tuple[object, object], tuple[str, ...]]]:
    json = ("FIELD_SAME_JSON_NAME",) if was.json_name != now.json_name and not was.extends else ()
    before, after = (was.full_name, now.full_name) if was.extends else (was.name, now.name)
    if before != after:
        extension = ("EXTENSION_NO_DELETE", "PACKAGE_EXTENSION_NO_DELETE") if was.extends else ()
        yield rules.FIELD_NAME, "its name", (before, after), ("FIELD_SAME_NAME", *json, *extension)
    elif json:
        yield rules.FIELD_JSON_NAME, "its name in JSON", (was.json_name, now.json_name), json


def _cardinality_rules(was: Cardinality, now: Cardinality) -> Iterator[str]:
    yield "FIELD_SAME_CARDINALITY"
    if _JSON_TIMES[was] != _JSON_TIMES[now]:
        yield "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY"
    if _WIRE_TIMES[was] != _WIRE_TIMES[now]:
        yield "FIELD_WIRE_COMPATIBLE_CARDINALITY"


def _together(was: str, now: str, groups: tuple[set[str], ...]) -> bool:
    return any(was in group and now in group for group in groups)


def _type(each: Field) -> str:
    return each.type if each.kind in ("message", "enum") else f"{each.kind} {each.type}".strip()


def _shown(value: object) -> str:
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else f"`{value}`"


def _utf8(each: Field) -> str:
    return each.features.utf8 if each.kind == "string" else ""


def _java_utf8(each: Field) -> str:
    if each.kind != "string":
        return ""
    return "VERIFY" if "VERIFY" in (each.features.utf8, each.features.java_utf8) else "NONE"


def _cpp_string(each: Field) -> str:
    return each.features.cpp_string if each.kind in ("string", "bytes") else ""


def _jstype(each: Field) -> str:
    return each.jstype if each.kind in _BIG else ""


_OF_KINDS: tuple[tuple[Rule, str, Callable[[Field], str]], ...] = (
    (rules.FIELD_UTF8, "its UTF-8 validation", _utf8),
    (rules.FIELD_JAVA_UTF8, "its UTF-8 validation in Java", _java_utf8),
    (rules.FIELD_CPP_STRING, "its C++ type", _cpp_string),
    (rules.FIELD_JSTYPE, "its JavaScript type", _jstype),
)
