"""Fields of Query and Mutation as operations with a route, named so that the same fields are written again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skerry.contracts.adopt.graphql.terms import Terms
from skerry.contracts.write.graphql.names import camel, plural
from skerry.formats.graphql.values import Input, Kind, Output, Required, Type, named

_PAGING = ("first", "after", "last", "before")
_REPLACES = frozenset(("change", "update", "replace", "set"))
_REMOVES = frozenset(("delete", "remove"))
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_Record = Mapping[str, str]


class Operations:
    """The operations of a service by route, and the records of arguments that they need."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.routes: dict[str, str] = {}
        self.records: dict[str, _Record] = {}
        self.absorbed: set[str] = set()  # inputs of one mutation, whose record they have become
        self._names: set[str] = set()
        for kind, add in (("query", self._query), ("mutation", self._mutation)):
            root = terms.schema.type(terms.schema.roots.types.get(kind, ""))
            for each in root.fields.values() if root else ():
                if not each.name.startswith("_"):
                    add(each)

    def _query(self, each: Output) -> None:
        of = self.terms.schema.type(named(each.type))
        node = self.terms.page(of) if of else ""
        shown = node or named(each.type)
        given = {name: argument for name, argument in each.arguments.items() if not (node and name in _PAGING)}
        gives = f"{self.terms.name(shown)}[]" if node else self.terms.term(each.type).removesuffix("?")
        entity = self._is_entity(shown)
        if (
            entity
            and node
            and each.name == plural(camel(shown))
            and self._plain(given, shown)
            and "list" not in self._names
        ):
            self._add("GET", f"/{_path(each.name)}", given, "list", gives)
        elif entity and not node and each.name == camel(shown) and [*given] == ["id"] and "get" not in self._names:
            self._add("GET", f"/{_path(plural(each.name))}", given, "get", gives)
        elif self._plain(given, shown):
            self._add("GET", f"/{_path(each.name)}", given, each.name, gives)
        else:
            self._add("GET", f"/{_path(each.name)}", {}, f"{each.name}({self._record(each.name, given)})", gives)

    def _plain(self, given: Mapping[str, Input], shown: str) -> bool:
        """Whether a route can say all of the arguments: identifiers that are needed, and fields of what is read."""
        of = self.terms.schema.type(shown)
        fields = of.fields if of else {}
        return all(
            str(each.type) in (("ID!", "ID", "String") if each.name not in fields else (named(fields[each.name].type),))
            and not each.has_default
            for each in given.values()
        )

    def _mutation(self, each: Output) -> None:
        payload = self.terms.schema.type(named(each.type))
        gives = self._given(payload, each)
        taken = each.arguments.get("input")
        of = self.terms.schema.type(named(taken.type)) if taken else None
        inputs: Mapping[str, Input] = (
            of.inputs if of and of.kind is Kind.INPUT and len(each.arguments) == 1 else each.arguments
        )
        inputs = {name: one for name, one in inputs.items() if name not in ("idempotencyKey", "clientMutationId")}
        verb, entity = self._verb(each.name)
        path = f"/{_path(plural(entity))}" if entity else f"/{_path(each.name)}"
        identified = (
            {"id": inputs["id"]} if entity and "id" in inputs and isinstance(inputs["id"].type, Required) else {}
        )
        rest = {name: one for name, one in inputs.items() if name not in identified}
        if not rest and of is not None and of.kind is Kind.INPUT:
            self.absorbed.add(of.name)
        method = "PUT" if verb in _REPLACES and identified else "DELETE" if verb in _REMOVES and not rest else "POST"
        does = f"{verb}({self._taken(each.name, of, rest)})" if rest else verb
        self._add(method, path, identified, does, gives, tail=_path(verb) if identified and method == "POST" else "")

    def _given(self, payload: Type | None, each: Output) -> str:
        """What comes back: the one thing in a payload beside its errors, else all of it."""
        if payload is not None and payload.kind is Kind.OBJECT and named(each.type).endswith("Payload"):
            inner = [
                one for name, one in payload.fields.items() if name not in ("userErrors", "errors", "clientMutationId")
            ]
            if not inner and payload.fields:
                return ""
            if len(inner) == 1:
                return self.terms.term(inner[0].type).removesuffix("?")
        return self.terms.term(each.type).removesuffix("?")

    def _verb(self, name: str) -> tuple[str, str]:
        """`place` and `order` of `placeOrder`, where orders are entities; else the whole name."""
        for at in (match.start() for match in _HUMP.finditer(name)):
            if self._is_entity(name[at:]) and name[:at] not in self._names:
                return name[:at], camel(name[at:])
        return name, ""

    def _is_entity(self, name: str) -> bool:
        found = self.terms.schema.type(name)
        return found is not None and name not in self.terms.stubs and self.terms.entity(found)

    def _taken(self, name: str, of: Type | None, given: Mapping[str, Input]) -> str:
        """The record of what a mutation takes, called like its input object where that has no other use."""
        roots = set(self.terms.schema.roots.types.values())
        if (
            of is None
            or of.kind is not Kind.INPUT
            or self.terms.schema.mentions.get(of.name, frozenset()) - roots - {of.name}
        ):
            return self._record(name, given)
        shown = self.terms.shown(of.name)
        if shown in self.records or self.terms.schema.type(shown) is not None:
            return self._record(name, given)
        self.absorbed.add(of.name)
        self.records[shown] = self.terms.fields(Type(shown, Kind.INPUT, inputs=given))
        return shown

    def _record(self, name: str, given: Mapping[str, Input]) -> str:
        """A record of arguments, called after the field."""
        shown = f"{name[:1].upper()}{name[1:]}Arguments".replace("_", "")
        self.records[shown] = self.terms.fields(Type(shown, Kind.INPUT, inputs=given))
        return shown

    def _add(self, method: str, path: str, given: Mapping[str, Input], does: str, gives: str, tail: str = "") -> None:
        needed = [name for name, each in given.items() if each.needed]
        asked = [name for name, each in given.items() if not each.needed]
        route = "/".join((path, *(f"{{{name}}}" for name in needed), *([tail] if tail else [])))
        route = f"{method} {route}" + (f"?{'&'.join(asked)}" if asked else "")
        name = does.partition("(")[0]
        self._names.add(name)
        arrow = f" -> {gives}" if gives else ""
        self.routes[route if route not in self.routes else f"{method} {path}/{_path(name)}"] = does + arrow


def _path(name: str) -> str:
    return _HUMP.sub("-", name).replace("_", "-").lower().strip("-")
