"""What a GraphQL document says (September 2025 edition), as plain values with places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from skerry.kernel.span import Span

NOWHERE = Span("")


class Kind(StrEnum):
    """The six kinds of types, by the keyword that begins them."""

    SCALAR = "scalar"
    OBJECT = "type"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Named:
    """A type by its name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of a type."""

    of: TypeRef

    def __str__(self) -> str:
        return f"[{self.of}]"


@dataclass(frozen=True, slots=True)
class Required:
    """A type without null."""

    of: Named | Listed

    def __str__(self) -> str:
        return f"{self.of}!"


TypeRef = Named | Listed | Required


@dataclass(frozen=True, slots=True)
class Word:
    """An enum value as it stands in a document."""

    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written: an integer, or a float where it has a point or an exponent."""

    text: str

    @property
    def whole(self) -> bool:
        """True for an integer."""
        return not any(sign in self.text for sign in ".eE")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of an operation."""

    name: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list value."""

    of: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """An input object value, its entries in the order in which they are written."""

    of: tuple[tuple[str, Value], ...]


Value = str | bool | None | Number | Word | Variable | Items | Entries


@dataclass(frozen=True, slots=True)
class Applied:
    """A directive where it is used: `@deprecated(reason: "…")`."""

    name: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Input:
    """An argument or an input field; `default` is absent without `has_default`, since null is a default too."""

    name: str
    type: TypeRef
    has_default: bool = False
    default: Value = None
    description: str = ""
    directives: tuple[Applied, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def needed(self) -> bool:
        """True where leaving it out is an error."""
        return isinstance(self.type, Required) and not self.has_default


@dataclass(frozen=True, slots=True)
class Output:
    """A field of an object or an interface."""

    name: str
    type: TypeRef
    arguments: Mapping[str, Input] = field(default_factory=dict)
    description: str = ""
    directives: tuple[Applied, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A value of an enum."""

    name: str
    description: str = ""
    directives: tuple[Applied, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Type:
    """A type with all of its extensions."""

    name: str
    kind: Kind
    description: str = ""
    interfaces: tuple[str, ...] = ()
    fields: Mapping[str, Output] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    values: Mapping[str, EnumValue] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    directives: tuple[Applied, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Directive:
    """What a directive is: its arguments, and where it may stand."""

    name: str
    arguments: Mapping[str, Input] = field(default_factory=dict)
    locations: tuple[str, ...] = ()
    repeatable: bool = False
    description: str = ""
    directives: tuple[Applied, ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Roots:
    """The schema's root operations by `query`, `mutation`, `subscription`; `written` says that they were named and not assumed."""

    types: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    directives: tuple[Applied, ...] = ()
    written: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


SCALARS = ("Int", "Float", "String", "Boolean", "ID")
DIRECTIVES = ("skip", "include", "deprecated", "specifiedBy", "oneOf")


def named(of: TypeRef) -> str:
    """The name inside lists and exclamation marks."""
    while not isinstance(of, Named):
        of = of.of
    return of.name


def applied(directives: tuple[Applied, ...], name: str) -> Applied | None:
    """The first use of a directive of that name."""
    return next((each for each in directives if each.name == name), None)


def shown(value: Value) -> str:
    """A value in GraphQL, the entries of objects sorted, so that equal values are shown alike."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case Number(text):
            return text
        case Word(name):
            return name
        case Variable(name):
            return f"${name}"
        case Items(of):
            return f"[{', '.join(map(shown, of))}]"
        case Entries(of):
            return (
                "{" + ", ".join(f"{key}: {shown(each)}" for key, each in sorted(of, key=lambda entry: entry[0])) + "}"
            )
