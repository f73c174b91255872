"""Where each field of something that is made comes from: what is at hand is looked through in a fixed order.

1. a parameter, or the field of the same name of a record at hand; 2. the key of such a record (`orderId` of an order); 3. a field of that
name inside of one; 4. the only amount or record of that type; 5. the sum of priced items; 6. a lookup by id among the service's own
entities; 7. the first state, now, what may be missing.
What nothing says gets the plainest value of its type, and is marked, so that a person decides in `behaviour.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from skerry.contracts.write.basic import ends
from skerry.contracts.write.python.module import attribute
from skerry.contracts.write.python.terms import constant
from skerry.contracts.write.scope import Scope, name_of
from skerry.generate.service.code import Each, Expression, Made, Module
from skerry.generate.service.face import RUNTIME
from skerry.generate.service.naming import lower_first, snake
from skerry.generate.service.shape import Shapes, core
from skerry.kernel.words import singular
from skerry.model.system import Field, TypeDef, TypeName, references
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
)

_EMPTY = {Many: "[]", Maybe: "None", Nullable: "None", Mapped: "{}"}
_NOW = frozenset(("at", "sent", "time", "created", "since", "on", "when", "opened", "started"))


@dataclass(frozen=True, slots=True)
class Side:
    """A module of messages: what its classes are called there, and how one is referred to here."""

    classes: Scope
    refer: Callable[[str], str]

    def of(self, name: TypeName, *, incoming: bool) -> str:
        """The expression for the class of a type."""
        return self.refer(self.classes.of(name, incoming=incoming))


@dataclass(frozen=True, slots=True)
class Source:
    """A record at hand: the expression for it, what it is, whether it is what somebody sent, and of which module (None: the target's)."""

    expression: str
    definition: TypeDef
    incoming: bool = False
    side: Side | None = None

    def field(self, name: str) -> Field | None:
        """Its field of that name."""
        return self.definition.field(name)


@dataclass(slots=True)
class Derivation:
    """One record that is made out of what is at hand. `unsaid` are the fields that nothing says anything about."""

    module: Module
    shapes: Shapes
    side: Side
    sources: tuple[Source, ...] = ()
    parameters: Mapping[str, tuple[str, Type]] = field(default_factory=dict)
    repositories: Mapping[TypeName, str] = field(default_factory=dict)
    new: bool = True
    call: str = "self.call"
    unsaid: list[str] = field(default_factory=list)

    def record(self, target: TypeDef, *, incoming: bool = False, given: Mapping[str, str] | None = None) -> Made:
        """The call that makes it; `given` are expressions for some of its fields."""
        known = given or {}
        values = ((each, known.get(each.name) or self.value(target, each, incoming=incoming)) for each in target.fields)
        arguments = tuple((attribute(each.name), value) for each, value in values if value is not None)
        return Made(self.side.of(target.name, incoming=incoming), arguments)

    def changes(self, target: TypeDef, request: Source) -> list[tuple[str, Expression]]:
        """The fields that a request to change something says, and what follows from them."""
        found: list[tuple[str, Expression]] = []
        for each in target.fields:
            value = self._same_name(each, (request,)) or self._kept(target, each, request)
            value = value or self._looked_up(each, (request,)) or self._summed(each, (request,))
            if value is not None:
                found.append((each.name, value))
        return found

    def _kept(self, target: TypeDef, each: Field, request: Source) -> Expression | None:
        """A value that may be left out of the request: then it stays as it is."""
        known = request.field(each.name)
        if known is None or not isinstance(known.type, Maybe) or core(known.type) != core(each.type):
            return None
        name, now = attribute(each.name), lower_first(target.name.name)
        return f"{snake(now)}.{name} if {request.expression}.{name} is None else {request.expression}.{name}"

    def value(self, target: TypeDef, each: Field, *, incoming: bool) -> Expression | None:
        """Where a field comes from; None where it may be left out and nothing says it."""
        found = (
            self._parameter(each)
            or self._made_key(target, each)
            or self._itself(each)
            or self._same_name(each, self.sources)
            or self._key_of(each)
            or self._inside(each)
            or self._only_one(each)
            or self._summed(each, self.sources)
            or self._looked_up(each, self.sources)
            or self._state(each)
            or self._moment(each)
        )
        if found is not None or isinstance(each.type, Maybe):
            return found
        self.unsaid.append(each.name)
        return self.plain(each.type, each.name, incoming=incoming)

    def plain(self, of: Type, name: str, *, incoming: bool = False) -> Expression:
        """The plainest value of a type."""
        if isinstance(of, Basic):
            return self._basic(of, name)
        if isinstance(of, Choice):
            return f'"{of.words[0]}"'
        if empty := next((text for kind, text in _EMPTY.items() if isinstance(of, kind)), ""):
            return empty
        if isinstance(of, Bounded):
            return self._within(of, name, incoming=incoming)
        if isinstance(of, Format | Pattern | Default | Grouped):
            return self.plain(of.of, name, incoming=incoming)
        return self._of_name(of, name, incoming=incoming)

    def _within(self, of: Bounded, name: str, *, incoming: bool) -> Expression:
        low, _ = ends(of)
        if isinstance(of.of, Basic) and of.of.name == "int":
            return str(int(low or 0) + (of.sign == ">"))
        if isinstance(of.of, Basic) and of.of.name == "text":
            return f'"{name}"'
        return self.plain(of.of, name, incoming=incoming)

    def _of_name(self, of: Type, name: str, *, incoming: bool) -> Expression:
        definition = self.shapes.system.types.get(name_of(next(references(of))))
        if definition and definition.states:
            return self._first_state(definition)
        if definition and definition.alias:
            return self.plain(definition.alias, name, incoming=incoming)
        bare = Derivation(self.module, self.shapes, self.side, new=self.new, call=self.call)
        return bare.record(definition, incoming=incoming) if definition else "None"

    # — the ways, in order —

    def _parameter(self, each: Field) -> Expression | None:
        given = self.parameters.get(each.name)
        return given[0] if given and core(given[1]) == core(each.type) else None

    def _made_key(self, target: TypeDef, each: Field) -> Expression | None:
        """The key of a thing that is made: derived from the idempotency key."""
        entity = self.shapes.entities.get(target.name)
        if not self.new or entity is None or each.name != "id" or each.type != Basic("uuid"):
            return None
        return f'{self.call}.new_id("{target.name.name}")'

    def _itself(self, each: Field) -> Expression | None:
        """A record at hand that is what the field holds: the slot of an appointment."""
        wanted = core(each.type)
        if isinstance(wanted, Named):
            for source in self.sources:
                if source.definition.name == name_of(wanted) and source.expression == snake(each.name):
                    return source.expression
        return None

    def _inside(self, each: Field) -> Expression | None:
        """A field of that name inside a record of a source: `appointment.slot.start`."""
        for source in self.sources:
            for outer in source.definition.fields:
                definition = (
                    self.shapes.system.types.get(name_of(outer.type)) if isinstance(outer.type, Named) else None
                )
                inner = definition.field(each.name) if definition and each.name != "id" else None
                if inner and inner.type == each.type and isinstance(core(inner.type), Basic | Choice):
                    return f"{source.expression}.{attribute(outer.name)}.{attribute(each.name)}"
        return None

    def _same_name(self, each: Field, sources: tuple[Source, ...]) -> Expression | None:
        for source in sources:
            known = source.field(each.name)
            if known is not None and (each.name != "id" or not self.new):
                found = self._converted(f"{source.expression}.{attribute(each.name)}", known.type, each.type, source)
                if found is not None:
                    return found
        return None

    def _converted(self, expression: str, given: Type, wanted: Type, source: Source) -> Expression | None:
        """A value of one type as one of another; None where that can't be said."""
        if isinstance(given, Maybe) and not isinstance(wanted, Maybe):
            return None
        given, wanted = core(given), core(wanted)
        if isinstance(given, Many) and isinstance(wanted, Many):
            name = singular(expression.rpartition(".")[2])
            name = name if name != expression.rpartition(".")[2] else "each"
            part = self._converted(name, given.of, wanted.of, source)
            if part is None or part == name:
                return expression if part == name else None
            return Each(part, name, expression)
        if isinstance(given, Named) and isinstance(wanted, Named):
            return self._record_as(expression, given, wanted, source)
        if given == wanted:
            return self._money(expression, source) if given == Basic("money") else expression
        return f"{expression}.value" if self._states(given) and wanted == Basic("text") else None

    def _money(self, expression: str, source: Source) -> Expression:
        """An amount, in the class of the target's module."""
        if (source.side or self.side) is self.side:
            return expression
        return Made(
            self.side.refer("Money"), (("amount", f"{expression}.amount"), ("currency", f"{expression}.currency"))
        )

    def _record_as(self, expression: str, given: Named, wanted: Named, source: Source) -> Expression | None:
        if self._same_class(given, wanted, source):
            return expression
        definition = self.shapes.system.types.get(name_of(given))
        target = self.shapes.system.types.get(name_of(wanted))
        if definition and target and definition == target and not definition.fields:
            return f"{self.side.of(target.name, incoming=False)}({expression}.value)"
        if not (definition and target and definition.fields and target.fields):
            return None
        inside = Source(expression, definition, source.incoming, source.side)
        inner = Derivation(self.module, self.shapes, self.side, (inside,), new=self.new, call=self.call)
        made = inner.record(target)
        return None if inner.unsaid else made

    def _same_class(self, given: Named, wanted: Named, source: Source) -> bool:
        side = source.side or self.side
        called = side.classes.of(name_of(given), incoming=source.incoming)
        return side is self.side and called == self.side.classes.names.get(name_of(wanted))

    def _key_of(self, each: Field) -> Expression | None:
        """`orderId`, where an order is at hand."""
        for source in self.sources:
            name = lower_first(source.definition.name.name)
            if each.name == f"{name}Id" and source.field("id") and core(each.type) == Basic("uuid"):
                return f"{source.expression}.id"
        return None

    def _only_one(self, each: Field) -> Expression | None:
        """The only amount, or the only record of that type, of the first source that has one."""
        wanted = core(each.type)
        if not (wanted == Basic("money") or isinstance(wanted, Named)) or self._states(wanted):
            return None
        for source in self.sources:
            same = [other for other in source.definition.fields if core(other.type) == wanted]
            if len(same) == 1 and not isinstance(same[0].type, Maybe):
                return self._converted(f"{source.expression}.{attribute(same[0].name)}", wanted, wanted, source)
        return None

    def _summed(self, each: Field, sources: tuple[Source, ...]) -> Expression | None:
        """The sum over priced items, for an amount."""
        if core(each.type) != Basic("money"):
            return None
        for source in sources:
            for other in source.definition.fields:
                priced = self._priced(other.type)
                if priced:
                    return f"{self._total(*priced, source)}({source.expression}.{attribute(other.name)})"
        return None

    def _priced(self, of: Type) -> tuple[TypeDef, str, str] | None:
        """The items of a list, and the names of their price and their quantity."""
        inner = core(of)
        if not isinstance(inner, Many) or not isinstance(core(inner.of), Named):
            return None
        definition = self.shapes.system.types.get(name_of(next(references(inner))))
        if definition is None:
            return None
        prices = [each.name for each in definition.fields if core(each.type) == Basic("money")]
        counts = [each.name for each in definition.fields if core(each.type) == Basic("int")]
        return (definition, prices[0], counts[0]) if len(prices) == 1 and len(counts) == 1 else None

    def _total(self, item: TypeDef, price: str, count: str, source: Source) -> str:
        called = (source.side or self.side).of(item.name, incoming=source.incoming)
        money = self.side.refer("Money")
        self.module.use("decimal", "Decimal")
        self.module.use("collections.abc", "Sequence")
        text = f'''def _total(items: Sequence[{called}]) -> {money}:
    """What the items cost together; without any, nothing in no currency (ISO 4217: XXX)."""
    amount = sum((item.{price}.amount * item.{count} for item in items), Decimal())
    return {money}(amount=amount, currency=items[0].{price}.currency if items else "XXX")'''
        return self.module.helper("_total", text)

    def _looked_up(self, each: Field, sources: tuple[Source, ...]) -> Expression | None:
        """`category`, where `categoryId` is at hand and categories are the service's own."""
        named = core(each.type)
        entity = self.shapes.entities.get(name_of(named)) if isinstance(named, Named) else None
        for source in sources if entity else ():
            known = source.field(f"{each.name}Id")
            if entity and known:
                key, repository = f"{source.expression}.{attribute(known.name)}", self.repositories[entity.name]
                found = f'{self.module.use(RUNTIME, "known")}(self.{repository}.get({key}), "/{known.name}")'
                return f"await {found} if {key} else None" if isinstance(known.type, Maybe) else f"await {found}"
        return None

    def _state(self, each: Field) -> Expression | None:
        states = self._states(core(each.type))
        return self._first_state(states) if states and self.new else None

    def _moment(self, each: Field) -> Expression | None:
        if each.name not in _NOW or isinstance(each.type, Maybe):
            return None
        if each.type == Basic("datetime"):
            self.module.use("datetime", "UTC")
            return f"{self.module.use('datetime', 'datetime')}.now(UTC)"
        if each.type == Basic("date"):
            self.module.use("datetime", "UTC")
            return f"{self.module.use('datetime', 'datetime')}.now(UTC).date()"
        return None

    def _states(self, of: Type) -> TypeDef | None:
        definition = self.shapes.system.types.get(name_of(of)) if isinstance(of, Named) else None
        return definition if definition and definition.states else None

    def _first_state(self, definition: TypeDef) -> str:
        called = self.side.of(definition.name, incoming=False)
        return f"{called}.{constant(definition.state_names()[0])}"

    def _basic(self, of: Basic, name: str) -> Expression:
        if of.name == "money":
            self.module.use("decimal", "Decimal")
            return f'{self.side.refer("Money")}(amount=Decimal(), currency="XXX")'
        if of.name == "uuid":
            return f'{self.call}.new_id("{name}")'
        if of.name in ("date", "datetime"):
            self.module.use("datetime", "UTC")
            now = f"{self.module.use('datetime', 'datetime')}.now(UTC)"
            return f"{now}.date()" if of.name == "date" else now
        if of.name in ("decimal", "duration", "time", "url"):
            return self._rare(of.name)
        return _PLAIN[of.name]

    def _rare(self, name: str) -> str:
        if name == "decimal":
            return f"{self.module.use('decimal', 'Decimal')}()"
        if name == "url":
            return f'{self.module.use("pydantic", "AnyUrl")}("https://example.com")'
        return f"{self.module.use('datetime', {'duration': 'timedelta', 'time': 'time'}[name])}()"


_PLAIN = {
    "text": '""',
    "int": "0",
    "number": "0.0",
    "bool": "False",
    "email": '"nobody@example.com"',
    "json": "None",
    "bytes": 'b""',
}
