"""`tests/`: what the defaults promise, tried on the whole service: things are made once, found again, listed, moved only as allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from skerry.contracts.change import Direction
from skerry.contracts.write.openapi.naming import lists
from skerry.contracts.write.openapi.requests import pages
from skerry.contracts.write.scope import name_of
from skerry.contracts.write.types import Schemas
from skerry.generate.service.callees import Callee
from skerry.generate.service.code import WIDTH
from skerry.generate.service.grpc import offered
from skerry.generate.service.naming import snake, variable
from skerry.generate.service.shape import Kind, Shape, Shapes, core
from skerry.model.system import Service, System, TypeDef
from skerry.model.terms.types import Named

_CONFTEST = '''"""The service as the tests have it: with its default behaviour, and other services that answer by example."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from skerry_runtime.service.testing import Tested, tested

from {package}.entrypoints.main import service
from {package}.service_layer.defaults import Defaults

ANSWERS = {answers}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Tested]:
    """A client of the running service."""
    with tested(lambda: service(Defaults), tmp_path, ANSWERS) as running:
        yield running
'''
_HEAD = '''"""What {service} promises by default. Written from the model; tests of your own go into files beside it."""

{imports}from skerry_runtime.service.testing import Tested
'''


def conftest(system: System, called: Sequence[Callee], package: str) -> str:
    """The text of `conftest.py`."""
    answers = {
        f"{callee.name}.{shape.operation.name.operation}": _answer(system, callee, shape)
        for callee in called
        for shape in callee.used
        if shape.operation.output and not lists(shape.operation.output)
    }
    return _CONFTEST.format(package=package, answers=literal(answers, 0))


def _answer(system: System, callee: Callee, shape: Shape) -> Any:
    output = shape.operation.output
    return Schemas(system, (), (output,), home=callee.shapes.service.context).example(output) if output else None


def test_service(shapes: Shapes, package: str) -> str:
    """The text of `test_service.py`."""
    writer = _Writer(shapes, package)
    blocks = list(writer.blocks())
    used = {name: value for name, value in writer.bodies.items() if any(name in block for block in blocks)}
    bodies = "".join(f"\n{name} = {literal(value, 0)}\n" for name, value in used.items())
    spoken = any("Spoken(" in block for block in blocks)
    imports = "from skerry_runtime.faces.grpc.testing import Spoken\n" if spoken else ""
    return (
        _HEAD.format(service=shapes.service.name, imports=imports)
        + bodies
        + "".join(f"\n\n{block}\n" for block in blocks)
    )


_NOBODY = "00000000-0000-4000-8000-000000000000"
_VERBS = {"DELETE": "delete"}  # of the client; a movement without a body is a POST otherwise


@dataclass(slots=True)
class _Made:
    """How a thing is made in a test: the lines that do it, the body that is sent, and the variable that has the answer."""

    lines: list[str] = field(default_factory=list)
    answer: str = ""
    body: str = ""


class _Writer:
    def __init__(self, shapes: Shapes, package: str) -> None:
        self._shapes, self._package = shapes, package
        self._system, self._service = shapes.system, shapes.service
        self._version = _newest(shapes.service)
        inputs = [each.operation.input for each in shapes.all if each.operation.input]
        self._schemas = Schemas(self._system, inputs, (), home=self._service.context)
        self.bodies: dict[str, Any] = {}

    def blocks(self) -> Iterator[str]:
        """One test each."""
        yield 'def test_it_is_ready(client: Tested) -> None:\n    assert client.get("/ready").status == 200'
        for version in self._service.api.versions:
            if self._documented(version):
                yield self._document(version)
        for shape in self._shapes.all:
            if shape.kind is Kind.CREATE and shape.operation.route and (made := self._made(shape)):
                yield self._creation(shape, made)
                if offered(self._service) and not shape.path:
                    yield self._spoken(shape, made)
            if (
                shape.kind is Kind.MOVE
                and shape.entity
                and (made := self._maker(shape.entity))
                and not shape.operation.input
            ):
                yield self._movement(shape, made)
            if shape.kind is Kind.GET and shape.operation.route and len(shape.path) == 1 and shape.key == "id":
                yield self._absence(shape)
                if offered(self._service):
                    yield self._unspoken(shape)

    def _documented(self, version: str) -> bool:
        operations = self._service.api.versions[version].operations.values()
        return not self._service.api.contract and any(each.route for each in operations)

    def _document(self, version: str) -> str:
        path = f"/{version}/openapi.json" if self._by_url else "/openapi.json"
        return (
            f"def test_{version}_serves_its_contract(client: Tested) -> None:\n"
            f'    assert client.get("{path}").json()["info"]["version"] == "{version[1:]}.0.0"'
        )

    @property
    def _by_url(self) -> bool:
        policy = self._service.policies.versions
        return policy.by is None or policy.by.value == "url"

    def _creation(self, shape: Shape, made: _Made) -> str:
        name = snake(shape.operation.name.operation).rstrip("_")
        body = f", {made.body}" if made.body else ""
        path = self._path(shape, made)
        found = [
            f"def test_{name}_makes_one_thing_once(client: Tested) -> None:",
            *made.lines,
            f"    assert {made.answer}.status == {shape.operation.status}",
            f"    again = client.post({path}{body}, key={made.answer}.key)",
            f"    assert again.json() == {made.answer}.json()",
        ]
        if shape.operation.status == 201 and self._located(shape):
            found.append(f'    assert client.get({made.answer}.headers["location"]).json() == {made.answer}.json()')
        listing = self._listing(shape)
        if listing:
            found.append(f'    assert {made.answer}.json() in client.get("{listing}").json()["items"]')
        return "\n".join(found)

    def _spoken(self, shape: Shape, made: _Made) -> str:
        """The same command over gRPC: what was done under its key is answered."""
        operation = shape.operation.name.operation
        values = f"{made.body}, " if made.body else "{}, "
        key = self._shapes.key(shape.entity) if shape.entity else "id"
        return "\n".join(
            [
                f"def test_{snake(operation).rstrip('_')}_is_the_same_over_grpc(client: Tested) -> None:",
                *made.lines,
                "    with Spoken(client.service, token=client.token) as spoken:",
                f'        again = spoken.call("{self._version}", "{operation}", {values}{made.answer}.key)',
                '    assert again.code == "OK" and again.metadata["idempotency-replayed"] == "true"',
                f'    assert again.value["{key}"] == {made.answer}.json()["{key}"]',
            ]
        )

    def _unspoken(self, shape: Shape) -> str:
        operation = shape.operation.name.operation
        return "\n".join(
            [
                f"def test_{snake(operation).rstrip('_')}_finds_nothing_over_grpc(client: Tested) -> None:",
                "    with Spoken(client.service, token=client.token) as spoken:",
                f'        said = spoken.call("{self._version}", "{operation}", {{"{shape.path[0].name}": "{_NOBODY}"}})',
                '    assert said.code == "NOT_FOUND"',
            ]
        )

    def _movement(self, shape: Shape, made: _Made) -> str:
        name, target = snake(shape.operation.name.operation).rstrip("_"), shape.operation.transitions[0]
        states = self._states(shape)
        first = states[1][0] if states else ""
        sources = {source for each in shape.operation.transitions for source in each.sources}
        allowed = first in sources
        route = shape.operation.route
        act = (
            f'client.{_VERBS.get(route.method, "post")}(f"{self._address(route.path)}")'.replace("{id}", "{thing}")
            if route
            else f'client.perform("{shape.operation.name.operation}", {shape.key}=thing)'
        )
        found = [
            f"def test_{name}_{'moves' if allowed else 'refuses_the_first_state'}(client: Tested) -> None:",
            *made.lines,
            f'    thing = {made.answer}.json()["{self._shapes.key(shape.entity) if shape.entity else "id"}"]',
        ]
        if not allowed:
            return "\n".join([*found, f"    assert {act}.status == 409"])
        field_name = states[0] if states else "status"
        found.append(f'    assert {act}.json()["{field_name}"] == "{target.target}"')
        if target.target not in sources:
            found.append(f"    assert {act}.status == 409")
        return "\n".join(found)

    def _absence(self, shape: Shape) -> str:
        name = snake(shape.operation.name.operation).rstrip("_")
        path = self._address(shape.operation.route.path if shape.operation.route else "").replace("{id}", _NOBODY)
        return f'def test_{name}_finds_nothing_that_is_not_there(client: Tested) -> None:\n    assert client.get("{path}").status == 404'

    # — how things are made —

    def _maker(self, entity: TypeDef) -> _Made | None:
        """How one of these is made, if some operation does."""
        for shape in self._shapes.all:
            if shape.kind is Kind.CREATE and shape.operation.route and shape.entity == entity:
                return self._made(shape)
        return None

    def _made(self, shape: Shape, depth: int = 0) -> _Made | None:
        """The lines that make one, after what it needs; None where something that it needs can't be made."""
        if depth > 3 or shape.entity is None:
            return None
        found, replaced = _Made(answer=variable(shape.entity.name.name)), {}
        if shape.parent:
            maker = self._of(shape.parent.entity, depth)
            if maker is None:
                return None
            found.lines += maker.lines
            replaced[shape.parent.parameter] = f'{maker.answer}.json()["{self._shapes.key(shape.parent.entity)}"]'
        body: Any = self._schemas.example(shape.operation.input, Direction.IN) if shape.operation.input else None
        needed: dict[str, str] = {}
        for field_name, entity in self._needs(shape):
            maker = self._of(entity, depth)
            if maker is None:
                return None
            found.lines += [line for line in maker.lines if line not in found.lines]
            needed[field_name] = f'{maker.answer}.json()["id"]'
        if body is not None:
            found.body = self._body(found.answer, body, needed)
        if any(each.name not in replaced for each in shape.path):
            replaced |= {
                each.name: '"11111111-1111-4111-8111-111111111111"' for each in shape.path if each.name not in replaced
            }
        path = self._path(shape, found, replaced)
        given = f", {found.body}" if found.body else ""
        found.lines.append(f"    {found.answer} = client.post({path}{given})")
        return found

    def _body(self, answer: str, body: dict[str, Any], needed: dict[str, str]) -> str:
        """A constant of the module that has the body, with what is known only when the test runs."""
        value = {key: part for key, part in body.items() if key not in needed}
        name = answer.rstrip("_").upper()
        while self.bodies.get(name, value) != value:
            name += "_"
        self.bodies[name] = value
        parts = "".join(f', "{key}": {expression}' for key, expression in needed.items())
        return f"{{**{name}{parts}}}" if needed else name

    def _of(self, entity: TypeDef, depth: int) -> _Made | None:
        for shape in self._shapes.all:
            if shape.kind is Kind.CREATE and shape.operation.route and shape.entity == entity:
                return self._made(shape, depth + 1)
        return None

    def _needs(self, shape: Shape) -> list[tuple[str, TypeDef]]:
        """The fields of the request that name things of the service's own, which become part of what is made."""
        taken = (
            self._system.types.get(name_of(shape.operation.input)) if isinstance(shape.operation.input, Named) else None
        )
        found = []
        for each in shape.entity.fields if shape.entity and taken else ():
            inner = core(each.type)
            part = self._shapes.entities.get(name_of(inner)) if isinstance(inner, Named) else None
            if part and taken and taken.field(f"{each.name}Id"):
                found.append((f"{each.name}Id", part))
        return found

    def _path(self, shape: Shape, made: _Made, replaced: dict[str, str] | None = None) -> str:
        """The expression for the address; the last one of a block uses what the block has made."""
        path = self._address(shape.operation.route.path if shape.operation.route else "")
        if "{" not in path:
            return f'"{path}"'
        if replaced is None:
            return (
                next(line for line in reversed(made.lines) if "client.post(" in line)
                .partition("client.post(")[2]
                .partition(", ")[0]
                .rstrip(")")
            )
        for name, value in replaced.items():
            path = path.replace(
                "{" + name + "}", value.strip('"') if value.startswith('"') else "{" + value.replace('"', "'") + "}"
            )
        return f'f"{path}"' if "{" in path else f'"{path}"'

    def _address(self, path: str) -> str:
        return f"/{self._version}{path}" if self._by_url else path

    def _located(self, shape: Shape) -> bool:
        return any(
            each.kind is Kind.GET
            and each.entity == shape.entity
            and each.operation.route
            and len(each.path) == 1
            and each.key == "id"
            for each in self._shapes.all
        )

    def _listing(self, shape: Shape) -> str:
        for each in self._shapes.all:
            if (
                each.kind is Kind.PAGE
                and each.entity == shape.entity
                and each.operation.route
                and not each.path
                and pages(each.operation)
            ):
                return self._address(each.operation.route.path)
        return ""

    def _states(self, shape: Shape) -> tuple[str, tuple[str, ...]] | None:
        for each in shape.entity.fields if shape.entity else ():
            if isinstance(each.type, Named):
                definition = self._system.types.get(name_of(each.type))
                if definition and definition.states:
                    return each.name, definition.state_names()
        return None


def literal(value: Any, indent: int) -> str:
    """A value as Python writes it, broken where it is too wide."""
    flat = _flat(value)
    if len(flat) + indent + 30 <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return flat
    inner = " " * (indent + 4)
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(name)}: {literal(part, indent + 4)}," for name, part in value.items()]
        return "\n".join(["{", *lines, f"{' ' * indent}}}"])
    return "\n".join(["[", *(f"{inner}{literal(part, indent + 4)}," for part in value), f"{' ' * indent}]"])


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_flat(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return repr(value) if isinstance(value, (bool, int, float, type(None))) else json.dumps(value, ensure_ascii=False)


def _newest(service: Service) -> str:
    return max(service.api.versions, key=lambda name: int(name[1:]), default="v1")
