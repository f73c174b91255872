"""What an operation does to the service's own data, read off its route, its types and its transitions.

This is where the working default of every operation is decided; `defaults` only writes it down.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skerry.contracts.write.openapi.naming import lists
from skerry.contracts.write.openapi.requests import filters, pages, parameter
from skerry.contracts.write.scope import name_of
from skerry.generate.service.naming import lower_first
from skerry.kernel.words import singular
from skerry.model.system import Operation, Reaction, Service, System, TypeDef, TypeName, references
from skerry.model.terms.types import (
    Basic,
    Bounded,
    Choice,
    Default,
    Format,
    Grouped,
    Maybe,
    Named,
    Nullable,
    Pattern,
    Type,
)


class Kind(StrEnum):
    """What an operation does."""

    PAGE = "a page of them"
    GET = "one of them"
    CREATE = "a new one"
    ADD = "several new ones"
    CHANGE = "another content"
    PUT = "a content, whether or not it was there"
    MOVE = "another state"
    REMOVE = "away with it"
    ANSWER = "a value that is not stored"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the path or the query. `field` is that of the entity it is about ('' none)."""

    name: str
    type: Type
    place: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """The thing under which another stands: `/orders/{id}/returns`; `parameter` holds its key."""

    entity: TypeDef
    parameter: str
    field: str


@dataclass(frozen=True, slots=True)
class Shape:
    """An operation, understood. `reaction` is the event it is called for, where nothing else calls it."""

    operation: Operation
    kind: Kind
    entity: TypeDef | None
    parameters: tuple[Parameter, ...]
    key: str
    parent: Parent | None = None
    reaction: Reaction | None = None

    @property
    def path(self) -> tuple[Parameter, ...]:
        """The parameters in the path."""
        return tuple(each for each in self.parameters if each.place == "path")

    @property
    def query(self) -> tuple[Parameter, ...]:
        """The parameters in the query that narrow a list."""
        return tuple(each for each in self.parameters if each.place == "query")


class Shapes:
    """The operations of one service."""

    def __init__(self, system: System, service: Service) -> None:
        self.system, self.service = system, service
        declared = {name: operation for name, operation in service.operations.items()}
        bare = {reaction.operation.operation: reaction for reaction in service.reactions}
        self._reactions = {name: reaction for name, reaction in bare.items() if self._only_heard(declared.get(name))}
        self.entities = {
            name: definition
            for name in service.owns
            if (definition := system.types.get(name)) and definition.fields and self._stored(definition)
        }
        self.all = tuple(self._shape(operation) for operation in declared.values())

    def _only_heard(self, operation: Operation | None) -> bool:
        """Whether nothing but an event leads to it, so that it is given the event: no route, no saga, no state of one thing to change."""
        if operation is None or operation.route or operation.transitions:
            return False
        steps = [step for saga in self.system.sagas.values() for step in saga.steps]
        return not operation.version or all(operation.name not in (step.do, step.undo) for step in steps)

    def key(self, definition: TypeDef) -> str:
        """The field that identifies an entity: `id`, or the first identifier."""
        names = [field.name for field in definition.fields if core(field.type) == Basic("uuid")]
        return "id" if "id" in names else next(iter(names), definition.fields[0].name)

    def entity_of(self, of: Type | None) -> TypeDef | None:
        """The own, stored entity that a type is, or is a list of, in whatever version."""
        inner = lists(of) or of
        if not isinstance(inner, Named):
            return None
        name = name_of(inner)
        return self.entities.get(name) or self.entities.get(name._replace(version=""))

    def _stored(self, definition: TypeDef) -> bool:
        """A thing of its own: it has an id, or some operation gives it; others live inside of those."""
        if definition.field("id"):
            return True
        outputs = [lists(each.output) or each.output for each in self.service.operations.values()]
        return any(isinstance(of, Named) and name_of(of) == definition.name for of in outputs)

    def _shape(self, operation: Operation) -> Shape:
        entity = self.entity_of(operation.output)
        reaction = self._reactions.get(operation.name.operation)
        if entity is None and operation.route and operation.route.method == "DELETE":
            entity = self._of_path(operation.route.path)
        parent = self._parent(operation, entity)
        parameters = self._parameters(operation, entity, parent)
        kind = self._kind(operation, entity, parameters, reaction)
        key = self._key_parameter(entity, parameters, operation, kind)
        return Shape(operation, kind, entity, parameters, key, parent, reaction)

    def _kind(
        self, operation: Operation, entity: TypeDef | None, parameters: tuple[Parameter, ...], reaction: Reaction | None
    ) -> Kind:
        method = operation.route.method if operation.route else ""
        if entity is None:
            return Kind.ANSWER
        if method == "DELETE":
            return Kind.REMOVE
        if lists(operation.output):
            return Kind.PAGE if pages(operation) or operation.input is None else Kind.ADD
        if operation.transitions:
            return Kind.MOVE
        named = any(each.place == "path" and each.field for each in parameters)
        if method in ("GET", "HEAD") or (not method and operation.input is None and reaction is None):
            return Kind.GET
        if method == "POST" and self._own_key(entity, parameters):
            return Kind.CHANGE
        if method in ("PUT", "PATCH") and named:
            return Kind.CHANGE if self._made_elsewhere(entity) or method == "PATCH" else Kind.PUT
        return Kind.CREATE

    def _own_key(self, entity: TypeDef, parameters: tuple[Parameter, ...]) -> bool:
        """`POST /records/{id}/amendments -> Record` changes the record."""
        return any(each.place == "path" and each.field == self.key(entity) for each in parameters)

    def _made_elsewhere(self, entity: TypeDef) -> bool:
        return any(
            each.route
            and each.route.method == "POST"
            and self.entity_of(each.output) == entity
            and not each.transitions
            for each in self.service.operations.values()
        )

    def _parameters(self, operation: Operation, entity: TypeDef | None, parent: Parent | None) -> tuple[Parameter, ...]:
        route = operation.route
        if route is None:
            return ()
        found = [
            Parameter(
                name, parameter(self.system, operation, name), "path", self._field(entity, parent, name, route.path)
            )
            for name in route.parameters
        ]
        found += [
            Parameter(name, self._query_type(operation, entity, name), "query", self._filtered(entity, name))
            for name in filters(operation)
        ]
        return tuple(found)

    def _filtered(self, entity: TypeDef | None, name: str) -> str:
        """The field that a parameter of the query narrows by: its own, or the `id` inside of a record of that name."""
        field = entity.field(name) if entity else None
        of = core(field.type) if field else None
        inner = self.system.types.get(name_of(of)) if isinstance(of, Named) else None
        if field is None or (inner and inner.fields and not inner.field("id")):
            return ""
        return f"{name}.id" if inner and inner.fields else name

    def _query_type(self, operation: Operation, entity: TypeDef | None, name: str) -> Type:
        """The field's own type where it is one of states, so that the code says `OrderStatus`."""
        field = entity.field(name) if entity else None
        of = core(field.type) if field else None
        states = self.system.types.get(name_of(of)) if isinstance(of, Named) else None
        return of if of and states and states.states else parameter(self.system, operation, name)

    def _field(self, entity: TypeDef | None, parent: Parent | None, name: str, path: str) -> str:
        """Which field of the entity a parameter of the path is about: its own name, or `orderId` for `/orders/{id}/…`."""
        if entity is None:
            return ""
        if parent and name == parent.parameter:
            return parent.field
        if entity.field(name) and not (
            name == "id" and _collection(path, name) not in ("", lower_first(entity.name.name))
        ):
            return name
        owner = f"{_collection(path, name)}Id"
        return owner if entity.field(owner) else (name if entity.field(name) else "")

    def _parent(self, operation: Operation, entity: TypeDef | None) -> Parent | None:
        """`/orders/{id}/returns` is about orders first; only where the entity points back at it."""
        route = operation.route
        if entity is None or route is None or not route.parameters:
            return None
        name = route.parameters[0]
        if route.path.rstrip("/").endswith("{" + name + "}"):
            return None
        collection = _collection(route.path, name)
        for owned in self.entities.values():
            field = f"{lower_first(owned.name.name)}Id"
            about = name == "id" and lower_first(owned.name.name) == collection
            if owned != entity and entity.field(field) and (about or name == field):
                return Parent(owned, name, field)
            key = self.key(owned)
            if owned != entity and key == name and key != "id" and entity.field(name):
                return Parent(owned, name, name)
        return None

    def _of_path(self, path: str) -> TypeDef | None:
        """The entity whose collection a path begins with: `/reservations/{id}`."""
        first = next((part for part in path.split("/") if part and not part.startswith("{")), "")
        wanted = singular(first).replace("-", "")
        return next((each for each in self.entities.values() if each.name.name.lower() == wanted), None)

    def _key_parameter(
        self, entity: TypeDef | None, parameters: tuple[Parameter, ...], operation: Operation, kind: Kind
    ) -> str:
        """The parameter that finds the entity; `id` for an operation without a route that is about one."""
        if entity is None:
            return ""
        if operation.route is None:
            heard = operation.name.operation in self._reactions
            return self.key(entity) if not heard and kind in (Kind.GET, Kind.MOVE, Kind.CHANGE, Kind.REMOVE) else ""
        return next((each.name for each in parameters if each.place == "path" and each.field), "")


def _collection(path: str, parameter: str) -> str:
    """`order` of `/orders/{id}/returns`: what stands before a parameter, in the singular."""
    before = path.partition("{" + parameter + "}")[0].rstrip("/").rpartition("/")[2]
    *head, last = before.split("-")
    return "".join([*head, singular(last)]) if before else ""


def core(of: Type) -> Type:
    """A type without what says how it is bounded, written, or left out."""
    while isinstance(of, Maybe | Nullable | Bounded | Format | Pattern | Default | Grouped):
        of = of.of
    return of


def initial(system: System, definition: TypeDef) -> tuple[str, TypeName, str] | None:
    """The field that holds an entity's state, the type of its states, and the first of them."""
    for field in definition.fields:
        for named in references(field.type):
            states = system.types.get(name_of(named))
            if states and states.states:
                return field.name, states.name, states.state_names()[0]
    return None


def words(of: Type) -> tuple[str, ...]:
    """The words of an enumeration, () for anything else."""
    plain = core(of)
    return plain.words if isinstance(plain, Choice) else ()
