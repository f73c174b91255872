"""Types of a schema as terms of the architecture language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skerry.contracts.write.graphql.names import pascal, upper
from skerry.contracts.write.graphql.scalars import BASIC, COMMON
from skerry.formats.graphql.federation import Federation
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Input, Kind, Listed, Named, Output, Required, Type, TypeRef, named

_ALSO = {  # names that other schemas give to what the language has a word for
    "Float": "decimal", "BigDecimal": "decimal", "BigInt": "int", "Long": "int", "UUID": "uuid",
    "ISO8601DateTime": "datetime", "Timestamp": "datetime", "Instant": "datetime", "GitTimestamp": "datetime", "LocalDate": "date",
    "LocalTime": "time", "Email": "email", "URI": "url", "Url": "url", "JSONObject": "json", "Any": "json", "Map": "json",
    "Bytes": "bytes", "Base64String": "bytes",
}  # fmt: skip
_WORDS = {shown: word for word, shown in BASIC.items()} | _ALSO | {"MoneyInput": "money"}
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_FIELD = re.compile(r"[a-z][A-Za-z0-9_]*")


class Terms:
    """The types of one schema by the names that the model gives them."""

    def __init__(self, schema: Schema, speaks: Federation) -> None:
        self.schema = schema
        self.speaks = speaks
        self._shown: dict[str, str] = {}
        self.stubs = {name for name in schema.types if self._stub(schema.type(name))}

    def term(self, of: TypeRef) -> str:
        """A type as it is written in the model."""
        if isinstance(of, Required):
            return self._bare(of.of)
        return f"{self._bare(of)}?"

    def _bare(self, of: Named | Listed) -> str:
        if isinstance(of, Listed):
            return f"{self.term(of.of)}[]"
        return self.name(of.name)

    def name(self, name: str) -> str:
        """A named type: a word of the language, or a type of the model."""
        if name in _WORDS:
            return _WORDS[name]
        if name in self.stubs:
            return "uuid"
        found = self.schema.type(name)
        if found is None or found.kind in (Kind.SCALAR, Kind.ENUM):
            return self.shown(name) if found and self.definition(found) else "text"
        if node := self.page(found):
            return f"{self.name(node)}[]"
        return self.shown(name) if self._sayable(found) and not self.plumbing(name) else "json"

    def shown(self, name: str) -> str:
        """What the model calls a type. An input is called like the object that it describes, where both have the same fields."""
        if name not in self._shown:
            found = self.schema.type(name)
            short = name.removesuffix("Input")
            twin = self.schema.type(short)
            alike = twin is None or (
                twin.kind is Kind.OBJECT and found is not None and self._kin(twin) == self._kin(found)
            )
            is_input = found is not None and found.kind is Kind.INPUT and short not in ("", name)
            self._shown[name] = _named(short if is_input and alike else name)
        return self._shown[name]

    def _kin(self, found: Type) -> dict[str, str]:
        """The fields of a record as they compare between what is sent and what is taken."""
        members: dict[str, Input | Output] = {**found.fields, **found.inputs}
        entities = {
            name for name, each in members.items() if (of := self.schema.type(named(each.type))) and self.entity(of)
        }
        return {name: str(each.type).replace("Input", "") for name, each in members.items() if name not in entities}

    def _sayable(self, found: Type) -> bool:
        if found.kind is Kind.UNION:
            return bool(self.definition(found))
        return bool(found.fields or found.inputs)

    def definition(self, found: Type) -> Mapping[str, str] | str:
        """What the model says of a type; '' where it has no way to say it."""
        if found.kind is Kind.ENUM:
            words = [_word(value) for value in found.values]
            return " | ".join(words) if len(words) > 1 and all(words) else ""
        if found.kind is Kind.UNION:
            members = [self.shown(each) for each in found.members if each not in self.stubs]
            return " | ".join(members) if len(members) > 1 else ""
        return self.fields(found)

    def fields(self, found: Type) -> dict[str, str]:
        """The fields of a record; a link to an entity beside its identifier goes without saying."""
        members: dict[str, Input | Output] = {**found.fields, **found.inputs}
        result: dict[str, str] = {}
        for name, each in members.items():
            of = self.schema.type(named(each.type))
            if of and self.entity(of) and f"{name}Id" in members:
                continue
            result[name if _FIELD.fullmatch(name) else _field(name)] = (
                f"{'uuid' if isinstance(each.type, Required) else 'uuid?'}"
                if of and of.name in self.stubs and not isinstance(each.type, Listed)
                else self._term_within(found, each)
            )
        return result

    def _term_within(self, owner: Type, each: Input | Output) -> str:
        """Bounds are in the description that our own documents have."""
        term = self.term(each.type)
        if match := re.fullmatch(r"(\d+) to (\d+)(?: characters| entries)?\.", each.description):
            return f"{term} {match[1]}..{match[2]}"
        if match := re.fullmatch(r"At (least|most) (\d+)(?: characters| entries)?\.", each.description):
            return f"{term} {'>=' if match[1] == 'least' else '<='} {match[2]}"
        return term

    def entity(self, found: Type) -> bool:
        """Whether a type has an identity: a key, or an `id`."""
        if found.kind is not Kind.OBJECT:
            return False
        of = found.fields.get("id")
        return bool(self.speaks.uses(found.directives, "key")) or (of is not None and str(of.type) == "ID!")

    def plumbing(self, name: str) -> bool:
        """Whether a type only carries others: pages, payloads, and what all of our subgraphs have alike."""
        found = self.schema.type(name)
        if found is None or name in COMMON or name in self.stubs or bool(self.schema.root_of(name)):
            return True
        return self.page(found) != "" or name.endswith("Edge") or "userErrors" in found.fields

    def page(self, found: Type) -> str:
        """What a connection is a page of; '' where it is none."""
        nodes = found.fields.get("nodes")
        if nodes is not None and "pageInfo" in found.fields:
            return named(nodes.type)
        edges = found.fields.get("edges")
        edge = self.schema.type(named(edges.type)) if edges and "pageInfo" in found.fields else None
        node = edge.fields.get("node") if edge else None
        return named(node.type) if node else ""

    def _stub(self, found: Type | None) -> bool:
        keys = self.speaks.uses(found.directives, "key") if found else []
        return bool(keys) and all(use.arguments.get("resolvable") is False for use in keys)


def _named(name: str) -> str:
    return name if _NAME.fullmatch(name) else pascal(name)


def _field(name: str) -> str:
    shown = pascal(name)
    return shown[:1].lower() + shown[1:]


def _word(value: str) -> str:
    """An enum value as a word of the model; '' where that would not lead back to it."""
    word = value.lower().replace("_", "-")
    return word if re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", word) and upper(word) == value else ""
