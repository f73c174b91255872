"""Types of the model as types of a subgraph: what it sends, what it takes, and which of them are entities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skerry.contracts.write.graphql import scalars
from skerry.contracts.write.graphql.behind import Alternatives, Behind
from skerry.contracts.write.graphql.names import Naming, camel, last, pascal, upper
from skerry.contracts.write.scope import name_of, told_apart
from skerry.formats.graphql.values import (
    Applied,
    EnumValue,
    Input,
    Kind,
    Listed,
    Named,
    Output,
    Required,
    TypeRef,
    named,
)
from skerry.formats.graphql.values import Type as Shown
from skerry.model.system import Service, System
from skerry.model.system.names import TypeName
from skerry.model.system.types import Field, TypeDef
from skerry.model.terms import types as terms


@dataclass(frozen=True, slots=True)
class World:
    """The whole model as one supergraph: names, who owns what, and the key of each entity."""

    system: System
    naming: Naming
    owners: Mapping[TypeName, str]
    keys: Mapping[TypeName, str]
    exposed: frozenset[str]


def world(system: System, exposed: frozenset[str]) -> World:
    """What all subgraphs of a model have to agree on."""
    owners = {name: service.name for service in system.services.values() for name in service.owns}
    keys = {name: key for name in owners if (key := _key(system, name, system.services[owners[name]]))}
    return World(system, Naming(system), owners, keys, exposed)


def _key(system: System, name: TypeName, owner: Service) -> str:
    """The field that identifies an entity: its `id`, else the parameter by which an operation gets it alone."""
    of = system.types.get(name)
    if of is None:
        return ""
    if of.field("id"):
        return "id"
    for operation in owner.operations.values():
        route, output = operation.route, operation.output
        if route and route.method == "GET" and isinstance(output, terms.Named) and output.name == name.name:
            found = next((each for each in reversed(route.parameters) if of.field(each)), "")
            if found and route.path.rstrip("/").endswith("}"):
                return found
    return ""


def _given(owner: Service, name: TypeName) -> bool:
    """Whether an operation gives one by its `id` alone."""
    return any(
        each.route is not None
        and each.route.method == "GET"
        and list(each.route.parameters) == ["id"]
        and isinstance(each.output, terms.Named)
        and (each.output.name, each.output.context) == (name.name, name.context)
        for each in owner.operations.values()
    )


@dataclass(slots=True)
class Types:
    """The types of one subgraph, collected while its operations are written."""

    world: World
    service: Service
    found: dict[str, Shown] = field(default_factory=dict)
    behind: Behind = field(default_factory=Behind)

    def output(self, of: terms.Type, at: str) -> TypeRef:
        """A type that is sent; `at` names what has none: `OrderStatus` for the status of an order."""
        return self._reference(of, at, takes=False)

    def taken(self, of: terms.Type, at: str) -> TypeRef:
        """A type that is taken."""
        return self._reference(of, at, takes=True)

    def use(self, name: str) -> str:
        """One of the types that all subgraphs have alike, with those that it needs."""
        shown = scalars.COMMON.get(name)
        if shown is not None and name not in self.found:
            marks = (*shown.directives, Applied("shareable")) if shown.kind is Kind.OBJECT else shown.directives
            self.found[name] = Shown(
                name, shown.kind, shown.description, (), shown.fields, shown.inputs, shown.values, (), marks
            )
            refers = [*(each.type for each in shown.fields.values()), *(each.type for each in shown.inputs.values())]
            for of in refers:
                self.use(named(of))
        return name

    def entity(self, definition: TypeDef) -> None:
        """An entity of this service, wherever it is used."""
        self._object(definition, self.world.naming.of(definition.name))

    def definition(self, of: terms.Named) -> TypeDef | None:
        """What the model says of a name."""
        return self.world.system.types.get(TypeName(of.context, of.name, of.version))

    def _reference(self, of: terms.Type, at: str, *, takes: bool) -> TypeRef:
        match of:
            case terms.Maybe():
                inner = self._reference(of.of, at, takes=takes)
                return inner.of if isinstance(inner, Required) else inner
            case terms.Many():
                return Required(Listed(self._reference(of.of, at, takes=takes)))
            case terms.Nullable():
                inner = self._reference(of.of, at, takes=takes)
                return inner.of if isinstance(inner, Required) else inner
            case terms.Mapped():
                return Required(Named(self.use("JSON")))
            case terms.Bounded() | terms.Format() | terms.Pattern() | terms.Default() | terms.Grouped():
                return self._reference(of.of, at, takes=takes)
            case terms.Basic():
                name = scalars.BASIC[of.name]
                return Required(Named(self.use(f"{name}Input" if takes and name == "Money" else name)))
            case terms.Choice():
                return Required(Named(self._choice(at, of.words)))
            case terms.Union() if not of.named:
                return Required(Named(self.use("JSON")))
            case terms.Union():
                return Required(Named(self._one_of(f"{at}Input", of) if takes else self._union(at, of)))
        return self._named(of, takes=takes)

    def _named(self, of: terms.Named, *, takes: bool) -> TypeRef:
        definition = self.definition(of)
        name = TypeName(of.context, of.name, of.version)
        shown = self.world.naming.of(name)
        if definition is None or not definition.spelled_out:
            return Required(Named(self._opaque(shown)))
        if definition.alias is not None:
            return self._reference(definition.alias, shown, takes=takes)
        if definition.states:
            return Required(Named(self._choice(shown, definition.state_names())))
        if takes:
            return Required(Named(self.input(definition, f"{shown}Input")))
        owner = self.world.owners.get(name)
        if owner not in (None, self.service.name) and name in self.world.keys:
            return Named(self._stub(definition, shown))
        return Required(Named(self._object(definition, shown)))

    def _opaque(self, shown: str) -> str:
        self.found.setdefault(shown, Shown(shown, Kind.SCALAR, "What the model names and does not spell out."))
        return shown

    def _choice(self, name: str, words: tuple[str, ...]) -> str:
        """An enum; the same words under the same last name (the reason of a return, and of the request for it) are one."""
        values = {upper(word): EnumValue(upper(word)) for word in words}
        for each in self.found.values():
            if each.kind is Kind.ENUM and each.values == values and last(each.name) == last(name):
                return each.name
        self.found[name] = Shown(name, Kind.ENUM, values=values)
        self.behind.words[name] = {upper(word): word for word in words}
        return name

    def _union(self, name: str, of: terms.Union) -> str:
        members = tuple(str(self._reference(each, "", takes=False)).rstrip("!") for each in of.of)
        self.found.setdefault(name, Shown(name, Kind.UNION, members=members))
        self._told(name, of, members)
        return name

    def _one_of(self, name: str, of: terms.Union) -> str:
        """Alternatives as an input of which exactly one field is given."""
        if name not in self.found:
            inputs: dict[str, Input] = {}
            for each in of.named:
                reference = self._reference(each, "", takes=True)
                bare = reference.of if isinstance(reference, Required) else reference
                inputs[camel(each.name)] = Input(camel(each.name), bare)
            self.found[name] = Shown(name, Kind.INPUT, inputs=inputs, directives=(Applied("oneOf"),))
            self._told(name, of, tuple(inputs))
        return name

    def _told(self, name: str, of: terms.Union, shown: tuple[str, ...]) -> None:
        """How alternatives are told apart in JSON."""
        if told := told_apart(self.world.system, of):
            values = {told.values[name_of(each)]: one for each, one in zip(of.named, shown, strict=False)}
            self.behind.alternatives[name] = Alternatives(told.property, values)

    def _stub(self, definition: TypeDef, shown: str) -> str:
        """An entity of another service: nothing but its key, which that service resolves."""
        if shown not in self.found:
            key = self.world.keys[definition.name]
            of = definition.field(key)
            reference = self.output(of.type, f"{shown}{pascal(key)}") if of else Required(Named("ID"))
            owner = self.world.owners[definition.name]
            uses = (Applied("key", {"fields": key, "resolvable": False}),)
            self.found[shown] = Shown(
                shown, Kind.OBJECT, f"Owned by {owner}.", fields={key: Output(key, reference)}, directives=uses
            )
        return shown

    def _object(self, definition: TypeDef, shown: str) -> str:
        if shown in self.found:
            return shown
        key = self.world.keys.get(definition.name, "")
        uses = (Applied("key", {"fields": key}),) if key else ()
        if not key and self.world.owners.get(definition.name) != self.service.name:
            uses = (Applied("shareable"),)
        self.found[shown] = Shown(shown, Kind.OBJECT)  # so that a type may hold itself
        fields: dict[str, Output] = {}
        for each in definition.fields:
            about = bounds(each.type)
            fields[each.name] = Output(
                each.name, self.output(each.type, shown + pascal(each.name)), {}, about, self._tags(definition, each)
            )
            linked = self._linked(definition, each)
            if linked and linked.name not in fields:
                fields[linked.name] = linked
                self.behind.links.setdefault(shown, {})[linked.name] = each.name
        self.found[shown] = Shown(shown, Kind.OBJECT, self._about(definition), fields=fields, directives=uses)
        return shown

    def _linked(self, definition: TypeDef, each: Field) -> Output | None:
        """The entity behind `productId`, where some subgraph resolves it; null where that one does not answer."""
        bare = each.type.of if isinstance(each.type, terms.Maybe) else each.type
        if not each.name.endswith("Id") or bare != terms.Basic("uuid"):
            return None
        wanted = pascal(each.name.removesuffix("Id"))
        name = next((of for of in self.world.keys if of.name == wanted and not of.version), None)
        if name is None or self.world.keys[name] != "id" or self.world.owners[name] not in self.world.exposed:
            return None
        if not _given(self.world.system.services[self.world.owners[name]], name):
            return None  # whoever may not read it may not reach it from elsewhere
        of = terms.Named(name.name, name.context)
        linked = camel(wanted)
        if definition.field(linked) or name == definition.name:
            return None
        reference = self._named(of, takes=False)
        return Output(linked, reference.of if isinstance(reference, Required) else reference)

    def input(self, definition: TypeDef, shown: str) -> str:
        """The input object of a record."""
        if shown not in self.found:
            self.found[shown] = Shown(shown, Kind.INPUT)
            self.found[shown] = Shown(shown, Kind.INPUT, inputs=self.inputs(definition, shown.removesuffix("Input")))
        return shown

    def inputs(self, definition: TypeDef, at: str) -> dict[str, Input]:
        """The fields of a record as fields of an input object."""
        return {
            each.name: Input(each.name, self.taken(each.type, at + pascal(each.name)), description=bounds(each.type))
            for each in definition.fields
        }

    def _about(self, definition: TypeDef) -> str:
        context = self.world.system.contexts.get(definition.name.context)
        return context.words.get(definition.name.name, "") if context else ""

    def _tags(self, definition: TypeDef, of: Field) -> tuple[Applied, ...]:
        rules = (rule for rule in self.service.data if rule.type == definition.name and rule.field_name == of.name)
        return tuple(Applied("tag", {"name": rule.tag}) for rule in rules if rule.tag)


def bounds(of: terms.Type) -> str:
    """What a type allows beyond its name."""
    if isinstance(of, terms.Maybe):
        return bounds(of.of)
    if not isinstance(of, terms.Bounded):
        return ""
    unit = {"text": " characters", "int": "", "decimal": "", "money": ""}.get(getattr(of.of, "name", ""), " entries")
    if of.sign == "..":
        return f"{of.low} to {of.high}{unit}."
    words = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}
    return f"{words[of.sign].capitalize()} {of.low}{unit}."
