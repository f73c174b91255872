"""`service_layer/sagas.py`: the sagas that a service drives, each a class whose methods are the steps and what undoes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from skerry.contracts.write.events import events
from skerry.contracts.write.python.module import attribute
from skerry.contracts.write.scope import Scope, name_of
from skerry.generate.service.at_hand import Unsaid, undecided
from skerry.generate.service.callees import Callee
from skerry.generate.service.code import Expression, Made, Module, flat, lines
from skerry.generate.service.derive import Derivation, Side, Source
from skerry.generate.service.face import RUNTIME, snake_parameter
from skerry.generate.service.naming import lower_first, method, pascal, said, snake, variable
from skerry.generate.service.shape import Kind, Shape, Shapes
from skerry.generate.service.wording import sentence
from skerry.model.system import Await, OperationName, Saga, Step, TypeDef
from skerry.model.terms.types import Named, Type

_BODY = 8
_DEADLINE = 86_400.0  # seconds, where the model says none
_LIMIT = 86_400.0
_HERE = "`sagas.py`"


def sagas(
    shapes: Shapes, classes: Scope, called: Sequence[Callee], package: str, versions: dict[str, int]
) -> tuple[str, tuple[Unsaid, ...]]:
    """The text of the module, '' where the service drives none, and what a person has to decide in it.

    `versions` are the numbers of the sagas' shapes.
    """
    own = [each for each in shapes.system.sagas.values() if each.service == shapes.service.name]
    if not own:
        return "", ()
    module = Module(f"The sagas that {shapes.service.name} drives.", package)
    writers = [_Writer(saga, shapes, classes, called, module) for saga in own]
    for writer in writers:
        module.add(writer.text(versions.get(writer.saga.name, 1)))
    return module.text(), tuple(unsaid for writer in writers for unsaid in writer.unsaid)


@dataclass(slots=True)
class _Writer:
    saga: Saga
    shapes: Shapes
    classes: Scope
    called: Sequence[Callee]
    module: Module
    unsaid: list[Unsaid] = field(default_factory=list)

    def text(self, version: int) -> list[str]:
        for name in ("Own", "Saga", "Turn", "Json"):
            self.module.use(RUNTIME, name)
        clients = "None"
        if self.called:
            clients = self.module.use(f"{self.module.package}.adapters.clients", "Clients")
        block = [
            f"class {pascal(self.saga.name)}:",
            f'    """{self.saga.about or f"Started by `{self._start()}`."}"""',
            "",
            f"    def __init__(self, own: Own, clients: {clients}) -> None:",
            "        self.own, self.clients = own, clients",
            "",
            *self._definition(version),
        ]
        for name, step in self._named():
            if step.do:
                block += ["", *self._call(name, step.do, None)]
            if step.do and step.undo:
                block += ["", *self._call(self._undo_name(step), step.undo, (name, step.do))]
        if self.saga.otherwise:
            block += ["", *self._call(self._otherwise(), self.saga.otherwise, None)]
        return block

    def _start(self) -> str:
        return self.saga.start.operation if self.saga.start else ""

    def _named(self) -> list[tuple[str, Step]]:
        """Each step under a name of its own."""
        found: list[tuple[str, Step]] = []
        for step in self.saga.steps:
            plain = (
                _step_name(step.do.operation)
                if step.do
                else snake(step.wait.ok.name if step.wait and step.wait.ok else "await")
            )
            taken = {name for name, _ in found}
            found.append((plain if plain not in taken else f"{plain}_{len(found) + 1}", step))
        return found

    def _undo_name(self, step: Step) -> str:
        plain = _step_name(step.undo.operation) if step.undo else ""
        return plain if plain not in {name for name, _ in self._named()} else f"undo_{plain}"

    def _otherwise(self) -> str:
        plain = _step_name(self.saga.otherwise.operation) if self.saga.otherwise else ""
        names = {name for name, _ in self._named()} | {self._undo_name(step) for _, step in self._named() if step.undo}
        return plain if plain not in names else f"finally_{plain}"

    # — the definition —

    def _definition(self, version: int) -> list[str]:
        steps = [line for name, step in self._named() for line in self._step(name, step)]
        deadline = float(self.saga.deadline.seconds) if self.saga.deadline else _DEADLINE
        tail = [f"            otherwise=self.{self._otherwise()},"] if self.saga.otherwise else []
        wait = next((step.wait for step in self.saga.steps if step.wait), None)
        return [
            "    def definition(self) -> Saga:",
            '        """The steps in their order, and how long they may take (seconds)."""',
            "        return Saga(",
            f'            name="{self.saga.name}",',
            f"            version={version},",
            f"            deadline={deadline},",
            f"            correlation={self._correlation(wait)},",
            "            steps=(",
            *steps,
            "            ),",
            *tail,
            "        )",
        ]

    def _step(self, name: str, step: Step) -> list[str]:
        if step.wait:
            return self._wait(name, step.wait)
        arguments: list[tuple[str, str]] = [("", f'"{name}"'), ("do", f"self.{name}")]
        if step.undo:
            arguments.append(("undo", f"self.{self._undo_name(step)}"))
        if step.harmless:
            arguments.append(("harmless", "True"))
        if step.retry:
            arguments.append(("attempts", str(step.retry.times + 1)))
            if step.retry.backoff:
                arguments.append(("backoff", str(float(step.retry.backoff.seconds))))
        if step.timeout:
            arguments.append(("timeout", str(float(step.timeout.seconds))))
        return lines("", Made(self.module.use(RUNTIME, "Step"), tuple(arguments)), ",", 16)

    def _wait(self, name: str, wait: Await) -> list[str]:
        known = events(self.shapes.system)
        arguments = [("", f'"{name}"'), ("ok", f'"{known[wait.ok].address}"' if wait.ok else '""')]
        if wait.fail:
            arguments.append(("fail", f'"{known[wait.fail].address}"'))
        arguments += [("by", f'"{wait.by}"'), ("limit", str(float(wait.limit.seconds) if wait.limit else _LIMIT))]
        return lines("", Made(self.module.use(RUNTIME, "Await"), tuple(arguments)), ",", 16)

    def _correlation(self, wait: Await | None) -> str:
        """What the awaited events have in their field `by`: the key of the thing that started it, or a field of it."""
        started = self._started()
        if wait is None or (started and wait.by == f"{lower_first(started.name.name)}Id"):
            if started is None:
                return 'lambda start: ""'
            return f'lambda start: str(start["output"]["{self.shapes.key(started)}"])'
        return f'lambda start: str(start["output"]["{wait.by}"])'

    # — the calls —

    def _call(self, name: str, target: OperationName, undone: tuple[str, OperationName] | None) -> list[str]:
        callee = next((each for each in self.called if each.name == target.service), None)
        shapes = callee.shapes if callee else self.shapes
        shape = next((each for each in shapes.all if each.operation.name == target), None)
        does = sentence(shape).rstrip(".") if shape else said(target.operation).capitalize()
        about = f"Undoes `{undone[0]}`." if undone else f"{does}, at {target.service}."
        head = [f"    async def {name}(self, turn: Turn) -> Json:", f'        """{about}"""']
        if shape is None:
            missing = f'raise NotImplementedError("{target} is not spelled out in the model")'
            return [*head, f"        {missing}"]
        arguments, prepared = self._arguments(name, shape, callee, undone)
        if callee:
            return [*head, *prepared, *self._remote(shape, callee, arguments)]
        return [*head, *prepared, *lines("return ", self._own(shape, arguments), indent=_BODY)]

    def _own(self, shape: Shape, arguments: list[tuple[str, Expression]]) -> Made:
        named = [(key or "request", value) for key, value in arguments]
        return Made("await self.own.run", (("", f'"{shape.operation.name.operation}"'), ("", "turn.call"), *named))

    def _remote(self, shape: Shape, callee: Callee, arguments: list[tuple[str, Expression]]) -> list[str]:
        made = Made(
            f"await self.clients.{callee.attribute}.{callee.method(shape.operation.name.operation)}",
            (*arguments, ("call", "turn.call")),
        )
        if shape.operation.output is None:
            return [*lines("", made, indent=_BODY), "        return {}"]
        name = variable(shape.entity.name.name) if shape.entity else "answer"
        return [*lines(f"{name} = ", made, indent=_BODY), f'        return {name}.model_dump(mode="json")']

    def _arguments(
        self, step: str, shape: Shape, callee: Callee | None, undone: tuple[str, OperationName] | None
    ) -> tuple[list[tuple[str, Expression]], list[str]]:
        """What an operation is called with, and the lines before that get it out of the saga's state."""
        sources = self._sources()
        side = self._side(callee)
        derivation = Derivation(self.module, self.shapes, side, tuple(sources.values()), new=False, call="turn.call")
        found: list[tuple[str, Expression]] = []
        for each in shape.path:
            name = snake_parameter(each.name) if callee is None else ""
            found.append((name, self._key(shape, each.name, each.field, sources, undone)))
        if shape.key and not shape.operation.route:
            name = snake_parameter(shape.key) if callee is None else ""
            found.append((name, self._key(shape, shape.key, shape.key, sources, undone)))
        taken = self._definition_of(shape.operation.input)
        if taken:
            found.append(("", derivation.record(taken, incoming=True)))
        used = " ".join(flat(value) for _, value in found)
        prepared = [self._read(name, source) for name, source in self._sources().items() if f"{name}." in used]
        if taken and derivation.unsaid:
            self.unsaid.append(Unsaid(f"{self.saga.name}.{step}", taken.name.name, tuple(derivation.unsaid), _HERE))
            prepared.append(undecided(derivation.unsaid, _HERE))
        return found, prepared

    def _key(
        self, shape: Shape, name: str, field: str, sources: dict[str, Source], undone: tuple[str, OperationName] | None
    ) -> str:
        """The identifier of what a step is about."""
        entity = shape.entity or (shape.parent.entity if shape.parent else None)
        about = shape.parent.entity if shape.parent and name == shape.parent.parameter else entity
        if undone:
            made = self._made_by(undone[1]) or about
            return f'turn.made("{made.name.name if made else ""}")'
        started = self._started()
        if about and started and about.name == started.name:
            return f"{variable(started.name.name)}.{attribute(self.shapes.key(started))}"
        wanted = f"{lower_first(about.name.name)}Id" if about and name == "id" else field or name
        for source in sources.values():
            if source.field(wanted):
                return f"{source.expression}.{attribute(wanted)}"
            if about and source.definition.name == about.name and source.field("id"):
                return f"{source.expression}.id"
        return f'turn.made("{about.name.name}")' if about else 'turn.made("")'

    def _made_by(self, target: OperationName) -> TypeDef | None:
        callee = next((each for each in self.called if each.name == target.service), None)
        shapes = callee.shapes if callee else self.shapes
        shape = next((each for each in shapes.all if each.operation.name == target), None)
        return shape.entity if shape and shape.kind in (Kind.CREATE, Kind.PUT) else None

    # — the state —

    def _started(self) -> TypeDef | None:
        start = next((each for each in self.shapes.all if each.operation.name == self.saga.start), None)
        return start.entity if start else None

    def _sources(self) -> dict[str, Source]:
        """What the saga was started with, and what its steps have given."""
        own = Side(self.classes, self.module.message)
        found: dict[str, Source] = {}
        started = self._started()
        if started:
            name = variable(started.name.name)
            found[name] = Source(name, started, side=own)
        start = next((each for each in self.shapes.all if each.operation.name == self.saga.start), None)
        taken = self._definition_of(start.operation.input) if start else None
        if taken:
            found["request"] = Source("request", taken, incoming=True, side=own)
        return found

    def _read(self, name: str, source: Source) -> str:
        """The line that reads a part of the state."""
        part = "input" if name == "request" else "output"
        called = self.module.message(self.classes.of(source.definition.name, incoming=source.incoming))
        return f'        {name} = {called}.model_validate(turn.start["{part}"])'

    def _side(self, callee: Callee | None) -> Side:
        if callee is None:
            return Side(self.classes, self.module.message)
        messages = callee.messages

        def refer(name: str) -> str:
            self.module.use(f"{self.module.package}.adapters", messages)
            return f"{messages}.{name}"

        return Side(callee.classes, refer)

    def _definition_of(self, of: Type | None) -> TypeDef | None:
        return self.shapes.system.types.get(name_of(of)) if isinstance(of, Named) else None


def _step_name(operation: str) -> str:
    """The method of a step, past what every saga has."""
    found = method(operation)
    return f"{found}_" if found in ("definition", "own") else found
