"""What is to be written, before it has numbers: packages of messages, enums and procedures."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Label(StrEnum):
    """How a field stands in its message."""

    PLAIN = ""
    OPTIONAL = "optional"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class FieldShape:
    """A field; `type` is as it is written, `group` the oneof that it stands in.

    `said` is what it is called in the model, '' for a field that only this format has.
    """

    name: str
    type: str
    label: Label = Label.PLAIN
    about: str = ""
    group: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class MessageShape:
    """A message; with `one_of`, exactly one of its fields is set; a `row` is the message around a list within a list.

    `told` is the property that tells the alternatives apart in JSON, and its value for each field.
    """

    name: str
    fields: tuple[FieldShape, ...] = ()
    about: str = ""
    one_of: bool = False
    inside: str = ""
    row: bool = False
    told: tuple[str, tuple[tuple[str, str], ...]] = ("", ())

    @property
    def path(self) -> str:
        """Its name within the package: `Order.Line`, where it is declared `inside` another message."""
        return f"{self.inside}.{self.name}" if self.inside else self.name


@dataclass(frozen=True, slots=True)
class EnumShape:
    """An enum; `values` with their prefix, the first one meaning nothing; `words` are those of the model, in the same order."""

    name: str
    values: tuple[str, ...]
    about: str = ""
    inside: str = ""
    words: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its name within the package."""
        return f"{self.inside}.{self.name}" if self.inside else self.name


@dataclass(frozen=True, slots=True)
class RpcShape:
    """A procedure: what it `takes` and `gives` as it is written, of which `own` are messages of its own; `level` is its
    idempotency level, where it is known, `service` where it belongs, and `operation` what it is in the model."""

    name: str
    service: str
    takes: str
    gives: str
    own: tuple[MessageShape, ...] = ()
    level: str = ""
    about: tuple[str, ...] = ()
    operation: str = ""


@dataclass(slots=True)
class PackageShape:
    """One major version of a service's contract: a package, and its two files. `others` are the types of other packages that it
    uses, each with its file; `version` is what the model calls it."""

    name: str
    base: str
    about: tuple[str, ...] = ()
    deprecated: bool = False
    rpcs: list[RpcShape] = field(default_factory=list)
    messages: dict[str, MessageShape] = field(default_factory=dict)
    enums: dict[str, EnumShape] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    version: str = ""

    @property
    def types_file(self) -> str:
        """The file of its types."""
        return f"{self.folder}/{self.base}_types.proto" if self.folder else f"{self.base}_types.proto"

    @property
    def own(self) -> list[MessageShape]:
        """The messages of its procedures."""
        return [each for rpc in self.rpcs for each in rpc.own]

    @property
    def folder(self) -> str:
        """Where its files lie."""
        return self.name.replace(".", "/")
