"""Types of the model as JSON Schema 2020-12, for OpenAPI, AsyncAPI and schemas of events.

A document has one `Schemas`, made of all that it receives and sends: what comes in may be only what the model says; of what is only
sent, enumerations may grow (`x-extensible-enum`). Things that travel both ways and have fields that only their owner decides on (`id`,
the state) are written twice: `Slot`, and `SlotInput` without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from skerry.contracts.change import Direction
from skerry.contracts.write.basic import MONEY, MOST, Schema, basic, bounded, formatted, nullable, unbounded
from skerry.contracts.write.examples import Examples
from skerry.contracts.write.scope import (
    RESERVED,
    Instead,
    Scope,
    Told,
    exchanged,
    given_by_us,
    name_of,
    scope,
    told_apart,
)
from skerry.model.system import System, TypeDef, TypeName
from skerry.model.system.types import Field
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
    default_of,
)

COMPONENTS = "#/components/schemas/"


class Schemas:
    """The schemas of one document. `home` is the context whose names stay bare, `base` where references point to.

    `plain` leaves out all that the model does not say: bounds, what only the owner decides on, how alternatives are told apart.
    `additional` is written as `additionalProperties` of every record, unless it is None.
    """

    def __init__(
        self, system: System, received: Iterable[Type] = (), sent: Iterable[Type] = (), *,
        home: str = "", base: str = COMPONENTS, instead: Instead | None = None, additional: bool | None = None, plain: bool = False,
    ) -> None:  # fmt: skip
        self._system, self._base, self._instead, self._additional = system, base, instead or {}, additional
        received, sent = tuple(received), tuple(sent)
        self._bare = plain
        self.scope: Scope = scope(
            system, received, sent, home, instead, frozenset() if plain else RESERVED, split=not plain
        )
        self._tags = {
            (rule.type, rule.field_name): rule.tag for service in system.services.values() for rule in service.data
        }
        self._found: dict[str, Schema] = {}
        self._waiting: list[tuple[str, Callable[[], Schema]]] = []
        self._making = False
        self._examples = Examples(system, self.scope, self._instead)
        for types, direction in ((received, Direction.IN), (sent, Direction.OUT)):
            for of in types:
                self.schema(of, direction)

    def schema(self, of: Type, direction: Direction = Direction.OUT) -> Schema:
        """The schema of a value: a reference to a definition, or in place."""
        return self._schema(exchanged(of, self._instead), direction, None)

    def definitions(self) -> dict[str, Schema]:
        """What the schemas refer to, by name, in the order of the names."""
        return dict(sorted(self._found.items()))

    def example(self, of: Type, direction: Direction = Direction.OUT, name: str = "") -> Any:
        """A value that is valid; the same each time. `name` is that of the field or parameter."""
        return self._examples.of(exchanged(of, self._instead), name, incoming=direction is Direction.IN)

    def _schema(self, of: Type, direction: Direction, inside: TypeName | None) -> Schema:
        if isinstance(of, Basic):
            if of.name == "money":
                return self._defined("Money", lambda: dict(MONEY))
            return unbounded(of) if self._bare else basic(of)
        if isinstance(of, Named):
            return self._named(of, direction)
        if isinstance(of, Choice):
            return self._words(of.words, growing=self._growing(direction, inside))
        if isinstance(of, Union):
            return self._alternatives(of, direction)
        if isinstance(of, Maybe):
            return self._schema(of.of, direction, inside)
        if isinstance(of, Many):
            most = {} if self._bare else {"maxItems": MOST}
            return {"type": "array", **most, "items": self._schema(of.of, direction, inside)}
        if isinstance(of, Mapped):
            most = {} if self._bare else {"maxProperties": MOST}
            return {"type": "object", **most, "additionalProperties": self._schema(of.of, direction, inside)}
        if isinstance(of, Bounded):
            return self._bounded(of, direction, inside)
        return self._noted(of, self._schema(of.of, direction, inside))

    def _noted(self, of: Format | Pattern | Default | Grouped | Nullable, inner: Schema) -> Schema:
        """A schema with what is said beside its type."""
        if isinstance(of, Grouped):
            return inner
        if isinstance(of, Nullable):
            return nullable(inner)
        if isinstance(of, Pattern):
            return {**inner, "pattern": of.regex}
        if isinstance(of, Default):
            return {**inner, "default": default_of(of)}
        if of.format == "set" and inner.get("type") == "array":
            return {**inner, "uniqueItems": True}
        return inner if "/" in of.format else formatted(inner, of.format)

    def _bounded(self, of: Bounded, direction: Direction, inside: TypeName | None) -> Schema:
        inner = bounded(of, self._schema(of.of, direction, inside))
        for least, most in (("minLength", "maxLength"), ("minItems", "maxItems")):
            if most in inner and inner.get(least, 0) > inner[most]:
                inner[most] = inner.get(least, 0)
        return inner

    def _growing(self, direction: Direction, inside: TypeName | None) -> bool:
        if self._bare:
            return False
        return direction is Direction.OUT if inside is None else self.scope.only_sent(inside)

    def _words(self, words: Iterable[str], *, growing: bool) -> Schema:
        most = {} if self._bare else {"maxLength": 100}
        return {"type": "string", **most, "x-extensible-enum" if growing else "enum": list(words)}

    def _named(self, of: Named, direction: Direction) -> Schema:
        name = name_of(of)
        incoming = direction is Direction.IN
        called = self.scope.of(name, incoming=incoming)
        definition = self._system.types.get(name)
        return self._defined(called, lambda: self._definition(name, definition, direction))

    def _defined(self, called: str, made: Callable[[], Schema]) -> Schema:
        if called not in self._found:
            self._found[called] = {}  # it may refer to itself
            self._waiting.append((called, made))
            self._make()
        return {"$ref": self._base + called}

    def _make(self) -> None:
        """Makes what was referred to, one after the other: chains of types may be long."""
        if self._making:
            return
        self._making = True
        while self._waiting:
            called, made = self._waiting.pop()
            self._found[called] = made()
        self._making = False

    def _definition(self, name: TypeName, definition: TypeDef | None, direction: Direction) -> Schema:
        if definition is None or not definition.spelled_out:
            return {"description": f"`{name}`, which the model only names."}
        if definition.states:
            schema = self._words(definition.state_names(), growing=self.scope.only_sent(name))
            return {**schema, "description": f"From state to state: {', '.join(map(str, definition.states))}."}
        if definition.alias:
            return self._schema(exchanged(definition.alias, self._instead), direction, name)
        return self._record(definition, direction)

    def _record(self, definition: TypeDef, direction: Direction) -> Schema:
        ours = given_by_us(self._system, definition.name)
        hidden = ours if direction is Direction.IN and definition.name in self.scope.split else frozenset()
        fields = [field for field in definition.fields if field.name not in hidden]
        required = [field.name for field in fields if not isinstance(field.type, Maybe)]
        read_only = (
            frozenset()
            if self._bare
            else ours
            if definition.name not in self.scope.received or direction is Direction.OUT
            else frozenset()
        )
        schema: Schema = {"type": "object"}
        if required:
            schema["required"] = required
        schema["properties"] = {
            field.name: self._field(definition.name, field, direction, read_only=field.name in read_only)
            for field in fields
        }
        return schema if self._additional is None else {**schema, "additionalProperties": self._additional}

    def _field(self, owner: TypeName, field: Field, direction: Direction, *, read_only: bool) -> Schema:
        schema = self._schema(exchanged(field.type, self._instead), direction, owner)
        marks: dict[str, Any] = {"readOnly": True} if read_only else {}
        if tag := self._tags.get((owner, field.name)) or self._tags.get((owner._replace(version=""), field.name)):
            marks["x-data-class"] = tag
        return {**schema, **marks}

    def _alternatives(self, of: Union, direction: Direction) -> Schema:
        """One of several records, told apart by a property: their shapes alone might fit more than one."""
        told = None if self._bare or of.loose else told_apart(self._system, of)
        if told is None:
            word = "oneOf" if self._bare and not of.loose else "anyOf"
            kind = {"type": "object"} if self._bare and all(map(self._is_record, of.named)) and of.named else {}
            return {**kind, word: [self._schema(member, direction, None) for member in of.of]}
        mapping = {told.values[name_of(member)]: self._option(member, told, direction) for member in of.named}
        return {
            "oneOf": [{"$ref": reference} for reference in mapping.values()],
            "discriminator": {"propertyName": told.property, "mapping": mapping},
        }

    def _is_record(self, named: Named) -> bool:
        definition = self._system.types.get(name_of(named))
        return bool(definition and definition.fields)

    def _option(self, member: Named, told: Told, direction: Direction) -> str:
        """Where the definition of an alternative stands: the record, and which it is."""
        record = self._named(member, direction)
        kind = {"type": "string", "const": told.values[name_of(member)], "maxLength": 100}
        tagged = {"type": "object", "required": [told.property], "properties": {told.property: kind}}
        called = self.scope.option(record["$ref"].removeprefix(self._base), told)
        reference: str = self._defined(called, lambda: {"allOf": [record, tagged]})["$ref"]
        return reference
