"""The types of the model as messages and enums of one package."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeGuard

from msgspec.structs import replace

from skerry.contracts.write.protobuf import names
from skerry.contracts.write.protobuf.shapes import EnumShape, FieldShape, Label, MessageShape, PackageShape
from skerry.contracts.write.scope import name_of, told_apart
from skerry.model.system import System, TypeDef, TypeName
from skerry.model.terms.types import (
    Basic,
    Bounded,
    Choice,
    Default,
    Format,
    Grouped,
    Many,
    Mapped,
    Maybe,
    Named,
    Nullable,
    Pattern,
    Type,
    Union,
)

_BASIC = {
    "text": ("string", ""),
    "int": ("int64", ""),
    "number": ("double", ""),
    "decimal": ("string", "An exact decimal number"),
    "bool": ("bool", ""),
    "uuid": ("string", "A UUID, RFC 9562"),
    "money": ("Money", ""),
    "date": ("string", "A day, ISO 8601"),
    "time": ("string", "A time of day, ISO 8601"),
    "datetime": ("google.protobuf.Timestamp", ""),
    "duration": ("google.protobuf.Duration", ""),
    "email": ("string", "An e-mail address"),
    "url": ("string", "An absolute URL"),
    "json": ("google.protobuf.Value", ""),
    "bytes": ("bytes", ""),
}
_MONEY = MessageShape(
    "Money",
    (
        FieldShape("currency_code", "string", about="ISO 4217"),
        FieldShape("units", "int64", about="Whole units"),
        FieldShape("nanos", "int32", about="Billionths of a unit, with the sign of `units`"),
    ),
    "An exact amount, as in google.type.Money.",
)
NUMBERS: dict[str, tuple[str, ...]] = {
    "int": (
        "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64",
    ),
    "number": ("float", "double"),
}  # fmt: skip
_SCALARS = frozenset({"string", "bool", "bytes", *NUMBERS["int"], *NUMBERS["number"]})


class Types:
    """Puts the types that a package needs into it, each once."""

    def __init__(
        self,
        system: System,
        package: PackageShape,
        *,
        plain: bool = False,
        foreign: Callable[[Named], str] | None = None,
    ) -> None:
        """`plain`: fields and values keep their names as they are; `foreign` gives the name of a type of another package, or ''."""
        self._plain, self._foreign = plain, foreign
        self._system = system
        self._package = package
        self._names: dict[TypeName, str] = {}

    def field(self, name: str, of: Type, owner: str) -> FieldShape:
        """A field of a type; `owner` names what is made for it alone."""
        label, inner, group = Label.PLAIN, self._bare(of), ""
        abouts = [self._bounds(of)]
        while isinstance(inner, Maybe | Many | Bounded | Nullable | Pattern | Default | Grouped) or _said_elsewhere(
            inner
        ):
            if isinstance(inner, Grouped):
                group = inner.group
            if isinstance(inner, Many):
                if label is Label.REPEATED:
                    return self._rows(name, inner, owner)
                label = Label.REPEATED
            elif isinstance(inner, Maybe | Nullable) and label is Label.PLAIN:
                label = Label.OPTIONAL
            abouts.append(self._bounds(inner.of))
            inner = self._bare(inner.of)
        written, about = self._type(inner, owner + names.pascal(name))
        if written.startswith("map<") and label is Label.REPEATED:
            return self._rows(name, Many(inner), owner)
        if label is Label.OPTIONAL and written not in _SCALARS and written not in self._package.enums:
            label = Label.PLAIN  # a message says by itself whether it is there
        said = "; ".join(dict.fromkeys(part for part in (about, *abouts) if part))
        return FieldShape(self._spelled(name), written, Label.PLAIN if group else label, said, group, name)

    def _spelled(self, name: str) -> str:
        return name if self._plain else names.snake(name)

    def fields(self, of: Type | None, owner: str) -> tuple[FieldShape, ...]:
        """The fields of a record; of anything else, one field that holds it."""
        if of is None:
            return ()
        defined = self.definition(of)
        if defined is not None and defined.fields:
            name = defined.name.name if self._plain else names.pascal(defined.name.name)
            return tuple(self.field(each.name, each.type, name) for each in defined.fields)
        return (self.field(self.subject(of), of, owner),)

    def all_of(self, context: str) -> None:
        """All types of a context, used or not."""
        for name in self._system.types:
            if name.context == context:
                self._named(Named(name.name, name.context, name.version))

    def message(self, of: Named) -> str:
        """What the message of a record is called."""
        return self._named(of)

    def wrapped(self, name: str, of: Type) -> MessageShape:
        """A message of its own that holds a value."""
        return MessageShape(name, (self.field("value", of, name),))

    def subject(self, of: Type) -> str:
        """What a field is called that holds a value of a type."""
        many = False
        while isinstance(of, Maybe | Many | Bounded | Nullable | Format | Pattern | Default | Grouped):
            many = many or isinstance(of, Many)
            of = of.of
        name = names.snake(of.name if isinstance(of, Named) else "value")
        return names.plural(name) if many else name

    def definition(self, of: Type) -> TypeDef | None:
        """What the model says of a named type."""
        return self._system.types.get(TypeName(of.context, of.name, of.version)) if isinstance(of, Named) else None

    def _bare(self, of: Type) -> Type:
        """A type without its other names."""
        seen: set[Type] = set()
        while isinstance(of, Named) and of not in seen:
            seen.add(of)
            defined = self.definition(of)
            if defined is None or defined.alias is None or isinstance(defined.alias, Choice | Union):
                return of
            of = defined.alias
        return of

    def _bounds(self, of: Type) -> str:
        if not isinstance(of, Bounded):
            return ""
        return f"{of.low} to {of.high}" if of.sign == ".." else f"{of.sign} {of.low}"

    def _type(self, of: Type, alone: str) -> tuple[str, str]:
        """How a type is written, and a word about it; `alone` names an enum or a choice made for one field."""
        if isinstance(of, Format) and of.format.startswith("google.protobuf."):
            return of.format, ""
        if isinstance(of, Format):
            said = next((each for each in NUMBERS.get(_basic(of.of), ()) if each == of.format), "")
            return (said, "") if said else self._type(self._bare(of.of), alone)
        if isinstance(of, Mapped):
            held, _ = self._type(self._held(of.of), f"{alone}Value")
            return f"map<string, {held}>", ""
        if isinstance(of, Union) and not of.named:
            return _BASIC["json"]
        if isinstance(of, Basic):
            if of.name == "money":
                self._package.messages.setdefault("Money", _MONEY)
            return _BASIC[of.name]
        if isinstance(of, Choice):
            return self._enum(alone, of.words, ""), ""
        if isinstance(of, Union):
            return self._union(alone, of), ""
        assert isinstance(of, Named)
        return self._named(of), ""

    def _held(self, of: Type) -> Type:
        """What a map holds: lists and maps, which it can't hold, as any value."""
        of = self._bare(of)
        while isinstance(of, Maybe | Nullable | Bounded | Pattern | Default | Grouped):
            of = self._bare(of.of)
        return Basic("json") if isinstance(of, Many | Mapped) else of

    def _named(self, of: Named) -> str:
        full = TypeName(of.context, of.name, of.version)
        if self._foreign is not None and (elsewhere := self._foreign(of)):
            return elsewhere
        if full in self._names:
            return self._names[full]
        if self._plain and "." in of.name and (outer := replace(of, name=of.name.rpartition(".")[0])):
            if self.definition(outer) is None:
                self._names[full] = of.name.replace(".", "")
            else:
                self._named(outer)
        name = self._names.get(full) or self._free(full)
        self._names[full] = name
        defined = self._system.types.get(full)
        if defined is not None and defined.states:
            return self._enum(name, defined.state_names(), f"The states of {_where(full)}")
        if defined is not None and isinstance(defined.alias, Choice):
            return self._enum(name, defined.alias.words, _where(full))
        if defined is not None and isinstance(defined.alias, Union):
            return self._union(name, defined.alias)
        self._package.messages[name] = MessageShape(name)  # it may hold itself
        inside = defined.fields if defined else ()
        fields = tuple(self.field(each.name, each.type, name) for each in inside)
        about = f"{_where(full)}." if inside else f"{_where(full)}; the model does not say yet what it holds."
        self._package.messages[name] = MessageShape(name, fields, about)
        return name

    def _free(self, full: TypeName) -> str:
        """The name of a type, with its version or its context where another type has it."""
        name = full.name if self._plain else names.pascal(full.name)
        for candidate in (name, name + full.version.upper(), names.pascal(full.context) + name):
            if candidate not in self._names.values() and candidate != "Money":
                return candidate
        return names.pascal(full.context) + name + full.version.upper()

    def _enum(self, name: str, words: tuple[str, ...], about: str) -> str:
        prefix = names.upper(name)
        if self._plain:
            self._package.enums[name] = EnumShape(name, words, about and f"{about}.")
            return name
        values = {f"{prefix}_UNSPECIFIED": ""}
        for word in words:
            values.setdefault(f"{prefix}_{names.upper(word)}", word)
        said = tuple(values.values())
        self._package.enums[name] = EnumShape(name, tuple(values), about and f"{about}.", words=said)
        return name

    def _union(self, name: str, of: Union) -> str:
        self._package.messages.setdefault(name, MessageShape(name))
        fields = tuple(FieldShape(names.snake(each.name), self._named(each)) for each in of.named)
        told = told_apart(self._system, of)
        values = tuple((names.snake(each.name), told.values[name_of(each)]) for each in of.named) if told else ()
        said = (told.property, values) if told else ("", ())
        self._package.messages[name] = MessageShape(name, fields, "One of these.", one_of=True, told=said)
        return name

    def _rows(self, name: str, of: Many, owner: str) -> FieldShape:
        """A list of lists, which takes a message around the inner one."""
        row = owner + names.pascal(name) + "Row"
        inner = (self.field("values", of, row),)
        self._package.messages[row] = MessageShape(row, inner, "One of several lists.", row=True)
        return FieldShape(self._spelled(name), row, Label.REPEATED, said=name)


def _said_elsewhere(of: Type) -> TypeGuard[Format]:
    """Whether a notation means nothing here."""
    return isinstance(of, Format) and not (
        of.format in NUMBERS.get(_basic(of.of), ()) or of.format.startswith("google.protobuf.")
    )


def _basic(of: Type) -> str:
    while isinstance(of, Bounded | Pattern | Default | Grouped):
        of = of.of
    return of.name if isinstance(of, Basic) else ""


def _where(full: TypeName) -> str:
    return f"{full.name} of {full.context}" + (f", {full.version}" if full.version else "")
