"""`service_layer/defaults.py`: working behaviour for each operation, written as one would by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skerry.contracts.write.openapi.naming import lists
from skerry.contracts.write.openapi.requests import pages
from skerry.contracts.write.python.module import attribute
from skerry.contracts.write.python.terms import constant
from skerry.contracts.write.scope import Scope, name_of
from skerry.generate.service.at_hand import AtHand, Unsaid
from skerry.generate.service.callees import Callee
from skerry.generate.service.code import Each, Entries, Made, Module, lines, tuple_of
from skerry.generate.service.derive import Side, Source
from skerry.generate.service.face import RUNTIME, snake_parameter
from skerry.generate.service.happened import Happened
from skerry.generate.service.naming import lower_first, many, variable
from skerry.generate.service.shape import Kind, Shape, Shapes, core, initial
from skerry.generate.service.wording import about
from skerry.model.system import TypeDef
from skerry.model.terms.operations import Transition
from skerry.model.terms.types import Basic, Many, Maybe, Named

_BODY = 8  # spaces


def defaults(shapes: Shapes, classes: Scope, called: Sequence[Callee], package: str) -> tuple[str, tuple[Unsaid, ...]]:
    """The text of the module, and what a person has to decide."""
    writer = _Writer(shapes, classes, called, package)
    return writer.text(), writer.unsaid


class _Writer:
    def __init__(self, shapes: Shapes, classes: Scope, called: Sequence[Callee], package: str) -> None:
        self._shapes, self._classes, self._called = shapes, classes, called
        about_it = f"What {shapes.service.name} does unless `behaviour.py` says otherwise."
        self._module = Module(about_it, package)
        self._at = AtHand(shapes, classes, self._module)
        self._happened = Happened(self._at)

    @property
    def unsaid(self) -> tuple[Unsaid, ...]:
        return tuple(self._at.unsaid)

    def text(self) -> str:
        package = self._module.package
        self._module.use(f"{package}.service_layer.operations", "Operations")
        self._module.use(RUNTIME, "Work")
        clients = self._clients()
        block = [
            "class Defaults(Operations):",
            '    """Stores, finds and moves things, and says what happened. An object serves one call, in one transaction."""',
            "",
            f"    def __init__(self, work: Work[{clients}]) -> None:",
            "        self.work, self.call, self.clients = work, work.call, work.clients",
            *(
                f"        self.{self._at.repositories[each.name]} = work.repository({self._class(each)})"
                for each in self._shapes.entities.values()
            ),
        ]
        for shape in self._shapes.all:
            block += ["", *self._method(shape)]
            block += self._happened.refusal(shape)
        self._module.add(block)
        return self._module.text()

    def _clients(self) -> str:
        if not self._called:
            return "None"
        return self._module.use(f"{self._module.package}.adapters.clients", "Clients")

    def _class(self, definition: TypeDef) -> str:
        return self._module.message(self._classes.of(definition.name, incoming=False))

    # — one method —

    def _method(self, shape: Shape) -> list[str]:
        body = list(self._body(shape))
        return [*self._at.face.head(shape), f'        """{about(shape)}"""', *body]

    def _body(self, shape: Shape) -> Iterator[str]:
        ways = {
            Kind.PAGE: self._page, Kind.GET: self._get, Kind.CREATE: self._create, Kind.ADD: self._add, Kind.CHANGE: self._change,
            Kind.PUT: self._put, Kind.MOVE: self._move, Kind.REMOVE: self._remove, Kind.ANSWER: self._answer,
        }  # fmt: skip
        yield from ways[shape.kind](shape)

    def _page(self, shape: Shape) -> Iterator[str]:
        wanted = [(each.field or each.name, snake_parameter(each.name)) for each in shape.path if each.field]
        wanted += [(each.field, snake_parameter(each.name)) for each in shape.query if each.field]
        filters = "{" + ", ".join(f'"{attribute(field)}": {name}' for field, name in wanted) + "}"
        arguments = [("", filters), ("limit", "limit"), ("cursor", "cursor")]
        if between := self._between(shape):
            arguments.append(("between", between))
        yield from lines(
            "return await ", Made(f"self.{self._at.repository(shape)}.page", tuple(arguments)), indent=_BODY
        )

    def _between(self, shape: Shape) -> str:
        """`since` and `until` are about the entity's moment."""
        loose = {
            each.name.rpartition(".")[2].lower(): snake_parameter(each.name) for each in shape.query if not each.field
        }
        moments = (
            [each.name for each in shape.entity.fields if each.type in (Basic("datetime"), Basic("date"))]
            if shape.entity
            else []
        )
        low = next((loose[name] for name in ("from", "since", "after") if name in loose), "None")
        high = next((loose[name] for name in ("to", "until", "before") if name in loose), "None")
        return f'{{"{attribute(moments[0])}": ({low}, {high})}}' if moments and (low, high) != ("None", "None") else ""

    def _get(self, shape: Shape) -> Iterator[str]:
        yield f"        return await {self._found(shape)}"

    def _found(self, shape: Shape) -> str:
        """The expression, to be awaited, for the entity that an operation is about."""
        if shape.reaction:
            by = attribute(shape.reaction.by)
            return f'self.{self._at.repository(shape)}.one({{"{by}": event.{by}}})'
        repository, key = f"self.{self._at.repository(shape)}", snake_parameter(shape.key)
        field = next((each.field for each in shape.path if each.name == shape.key), "") or shape.key
        if shape.entity and key and field == self._shapes.key(shape.entity):
            return f"{repository}.get({key})"
        wanted = ", ".join(
            f'"{attribute(each.field)}": {snake_parameter(each.name)}' for each in shape.path if each.field
        )
        return f"{repository}.one({{{wanted}}})"

    def _create(self, shape: Shape) -> Iterator[str]:
        entity = self._at.entity(shape)
        name = _variable(shape, entity)
        sources = []
        if shape.parent:
            sources.append(Source(_variable(shape, shape.parent.entity), shape.parent.entity))
        looked_up = [*self._asked(shape), *self._looked_up(shape, entity)]
        sources += [source for source, _ in looked_up]
        derivation = self._at.derivation(shape, (*self._at.given(shape), *sources))
        made = lines(f"{name} = ", derivation.record(entity), indent=_BODY)
        said = list(self._happened.published(shape, 0, (Source(name, entity), *self._at.given(shape), *sources)))
        yield from self._parent(shape, [*made, *said])
        for source, found in looked_up:
            used = any(re.search(rf"\b{source.expression}\b", line) for line in [*made, *said])
            yield from lines(f"{source.expression} = " if used else "", found, indent=_BODY)
        yield from self._at.marked(shape, entity, derivation.unsaid)
        yield from made
        yield f"        await self.{self._at.repository(shape)}.add({name})"
        yield from said
        yield from self._happened.started(shape, name)
        yield f"        return {name}"

    def _looked_up(self, shape: Shape, entity: TypeDef) -> list[tuple[Source, Made]]:
        """The service's own things that a request names by id and that are part of what is made: `slot`, by `slotId`."""
        found = []
        for each in entity.fields:
            part = self._shapes.entities.get(name_of(each.type)) if isinstance(each.type, Named) else None
            for request in self._at.given(shape) if part else ():
                key = request.field(f"{each.name}Id")
                if part and key and not isinstance(key.type, Maybe):
                    got = f"self.{self._at.repositories[part.name]}.get({request.expression}.{attribute(key.name)})"
                    found.append((Source(variable(each.name), part), self._known(got, key.name)))
        return found

    def _asked(self, shape: Shape) -> list[tuple[Source, Made]]:
        """What other services have, that a request names by id and that this service says it asks for: `customer`, by `customerId`."""
        found = []
        for callee in self._called:
            for other in callee.used:
                if (
                    other.kind is not Kind.GET
                    or not other.entity
                    or len(other.path) != 1
                    or not self._says(callee, other)
                ):
                    continue
                for request in self._at.given(shape) if shape.operation.route else ():
                    key = request.field(f"{lower_first(other.entity.name.name)}Id")
                    if key and core(key.type) == Basic("uuid") and not isinstance(key.type, Maybe):
                        method = f"{callee.attribute}.{callee.method(other.operation.name.operation)}"
                        got = f"self.clients.{method}({request.expression}.{attribute(key.name)})"
                        side = Side(callee.classes, lambda name: name)
                        source = Source(_variable(shape, other.entity), other.entity, side=side)
                        found.append((source, self._known(got, key.name)))
        return found

    def _says(self, callee: Callee, other: Shape) -> bool:
        """Whether the text itself says that the service calls this (a saga's step is not a question)."""
        calls = self._shapes.service.calls
        return any(each.target == callee.name and each.operation == other.operation.name.operation for each in calls)

    def _known(self, got: str, field: str) -> Made:
        return Made(f"await {self._module.use(RUNTIME, 'known')}", (("", got), ("", f'"/{field}"')))

    def _parent(self, shape: Shape, following: list[str]) -> Iterator[str]:
        """What it stands under has to be there."""
        if shape.parent is None:
            return
        name, key = _variable(shape, shape.parent.entity), snake_parameter(shape.parent.parameter)
        used = any(re.search(rf"\b{name}\.", line) for line in following)
        found = f"await self.{self._at.repositories[shape.parent.entity.name]}.get({key})"
        yield f"        {name} = {found}" if used else f"        {found}  # 404 where there is none"

    def _add(self, shape: Shape) -> Iterator[str]:
        entity = self._at.entity(shape)
        name, several = _variable(shape, entity), many(entity.name.name)
        field, item = self._listed_field(shape)
        derivation = self._at.derivation(shape, (Source("each", item, incoming=True),) if item else ())
        made = derivation.record(entity, given={"id": f'self.call.new_id(f"{entity.name.name}/{{at}}")'})
        yield from self._at.marked(shape, entity, derivation.unsaid)
        yield from lines(
            f"{several} = ", Each(made, "at, each", f"enumerate(request.{attribute(field)})"), indent=_BODY
        )
        yield f"        for {name} in {several}:"
        yield f"            await self.{self._at.repository(shape)}.add({name})"
        yield from self._happened.published(shape, 0, tuple(self._at.given(shape)))
        yield f"        return {several}"

    def _listed_field(self, shape: Shape) -> tuple[str, TypeDef | None]:
        """The list in a request of which each becomes a thing of its own."""
        taken = self._at.definition(shape.operation.input)
        for each in taken.fields if taken else ():
            inner = core(each.type)
            if isinstance(inner, Many) and isinstance(inner.of, Named):
                return each.name, self._at.definition(inner.of)
        return "items", None

    def _change(self, shape: Shape) -> Iterator[str]:
        entity = self._at.entity(shape)
        name = _variable(shape, entity)
        yield f"        {name} = await {self._found(shape)}"
        updated = list(self._updated(shape, entity, name))
        if updated:
            yield from updated
            yield f"        await self.{self._at.repository(shape)}.save({name})"
        else:
            yield "        # nothing in the model says what changes: decide it in `behaviour.py`"
            self._at.unsaid.append(Unsaid(str(shape.operation.name), entity.name.name, ("what changes",)))
        yield from self._happened.published(shape, 0, (Source(name, entity), *self._at.given(shape)))
        yield from self._happened.started(shape, name)
        yield f"        return {name}"

    def _updated(self, shape: Shape, entity: TypeDef, name: str) -> Iterator[str]:
        request = next(iter(self._at.given(shape)), None)
        changes = self._at.derivation(shape, ()).changes(entity, request) if request else []
        changes = [each for each in changes if each[0] != self._shapes.key(entity)]
        if changes:
            update = Entries(tuple((attribute(field), value) for field, value in changes))
            yield from lines(f"{name} = ", Made(f"{name}.model_copy", (("update", update),)), indent=_BODY)

    def _put(self, shape: Shape) -> Iterator[str]:
        entity = self._at.entity(shape)
        name = _variable(shape, entity)
        derivation = self._at.derivation(shape, tuple(self._at.given(shape)))
        key = self._shapes.key(entity)
        about_key = next((snake_parameter(each.name) for each in shape.path if each.field == key), "")
        made = derivation.record(entity, given={key: about_key} if about_key else {})
        request = next(iter(self._at.given(shape)), None)
        if about_key and request and (said := request.field(key)):
            agreed = self._module.use(RUNTIME, "agreed")
            yield f'        {agreed}({request.expression}.{attribute(said.name)}, {about_key}, "/{said.name}")'
        yield from self._at.marked(shape, entity, derivation.unsaid)
        yield from lines(f"{name} = ", made, indent=_BODY)
        yield f"        await self.{self._at.repository(shape)}.put({name})"
        yield from self._happened.published(shape, 0, (Source(name, entity), *self._at.given(shape)))
        yield f"        return {name}"

    def _move(self, shape: Shape) -> Iterator[str]:
        entity = self._at.entity(shape)
        name = _variable(shape, entity)
        choice = self._at.choice(shape)
        yield f"        {name} = await {self._found(shape)}"
        if choice:
            yes, no = choice
            yield f"        if request.{attribute(yes.target)}:"
            yield from ("    " + line for line in self._moved(shape, entity, name, (yes,), 0))
            yield "        else:"
            yield from ("    " + line for line in self._moved(shape, entity, name, (no,), 1))
        else:
            yield from self._moved(shape, entity, name, shape.operation.transitions, 0)
        yield from self._happened.started(shape, name)
        yield f"        return {name}"

    def _moved(
        self, shape: Shape, entity: TypeDef, name: str, transitions: tuple[Transition, ...], alternative: int
    ) -> Iterator[str]:
        states = self._states(entity)
        change = transitions[0]
        sources = tuple_of(f"{states}.{constant(each)}" for each in change.sources)
        arguments = (("", name), ("", f"{states}.{constant(change.target)}"), ("sources", sources))
        yield from lines(f"{name} = ", Made(f"self.{self._at.repository(shape)}.moved", arguments), indent=_BODY)
        yield f"        await self.{self._at.repository(shape)}.save({name})"
        yield from self._happened.published(shape, alternative, (Source(name, entity), *self._at.given(shape)))

    def _states(self, entity: TypeDef) -> str:
        found = initial(self._shapes.system, entity)
        return self._module.message(self._classes.of(found[1], incoming=False)) if found else "str"

    def _remove(self, shape: Shape) -> Iterator[str]:
        entity = self._at.entity(shape)
        name = _variable(shape, entity)
        key = snake_parameter(shape.key)
        if shape.operation.emits or shape.operation.output or shape.reaction:
            yield f"        {name} = await {self._found(shape)}"
            key = f"{name}.{attribute(self._shapes.key(entity))}"
        yield f"        await self.{self._at.repository(shape)}.remove({key})"
        yield from self._happened.published(shape, 0, (Source(name, entity), *self._at.given(shape)))
        if shape.operation.output:
            yield f"        return {name}"

    def _answer(self, shape: Shape) -> Iterator[str]:
        sources = tuple(self._at.given(shape))
        target = self._at.definition(shape.operation.output)
        published = list(self._happened.published(shape, 0, sources))
        yield from published
        if shape.operation.output is None:
            yield from () if published else ("        return",)
        elif lists(shape.operation.output):
            yield from self._empty(shape)
        elif target and target.fields:
            derivation = self._at.derivation(shape, sources)
            made = derivation.record(target)
            yield from self._at.marked(shape, target, derivation.unsaid)
            yield from lines("return ", made, indent=_BODY)
        else:
            value = self._at.derivation(shape, sources).plain(shape.operation.output, shape.operation.name.operation)
            yield from lines("return ", value, indent=_BODY)

    def _empty(self, shape: Shape) -> Iterator[str]:
        if pages(shape.operation):
            yield f"        return {self._module.use(RUNTIME, 'Page')}(items=())"
        else:
            yield "        return ()"


def _variable(shape: Shape, entity: TypeDef) -> str:
    """What an entity is called in a method, beside the parameters."""
    return variable(entity.name.name, frozenset(snake_parameter(each.name) for each in shape.parameters))
