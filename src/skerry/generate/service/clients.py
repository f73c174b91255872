"""`adapters/clients.py`: a typed client for each called service, and beside it a module with that service's types."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.contracts.write.openapi.naming import lists
from skerry.contracts.write.openapi.requests import pages
from skerry.contracts.write.python.module import module_of
from skerry.generate.service.callees import Callee
from skerry.generate.service.code import Entries, Expression, Made, Module, lines, signature
from skerry.generate.service.face import RUNTIME, Face, snake_parameter
from skerry.generate.service.shape import Shape
from skerry.generate.service.wording import about
from skerry.model.system import Service, System


def clients(service: Service, called: Sequence[Callee], package: str) -> str:
    """The text of the module of the clients."""
    module = Module(f"The services that {service.name} calls: one client each, in one version.", package)
    for callee in called:
        module.add(_client(callee, module))
    module.use("dataclasses", "dataclass")
    fields = [f"    {callee.attribute}: {callee.client}" for callee in called]
    head = ["@dataclass(frozen=True, slots=True)", "class Clients:", '    """All of them."""', ""]
    module.add([*head, *fields])
    return module.text()


def messages(system: System, callee: Callee) -> str:
    """The text of the module of a called service's types."""
    return module_of(system, callee.classes, f"The types of {callee.name}, as far as it is called from here.")


def version_of(callee: Callee) -> str:
    """The version that is called: the newest."""
    return max(callee.shapes.service.api.versions, key=lambda name: int(name[1:]), default="")


def _client(callee: Callee, module: Module) -> list[str]:
    module.use(RUNTIME, "Client")
    module.use(RUNTIME, "Call")
    version = version_of(callee)
    block = [
        f"class {callee.client}(Client):",
        f'    """{callee.name}{f", {version}" if version else ""}."""',
        "",
        f'    service, version = "{callee.name}", "{version}"',
    ]
    face = Face(_Qualified(module, callee.messages), callee.classes)
    for shape in callee.used:
        block += ["", *_method(shape, face, callee.method(shape.operation.name.operation))]
    return block


class _Qualified(Module):
    """A module in which a called service's messages are referred to by the name of their module."""

    def __init__(self, module: Module, messages: str) -> None:
        self._module, self._messages = module, messages

    def use(self, module: str, name: str) -> str:
        return self._module.use(module, name)

    def message(self, name: str) -> str:
        return f"{self._module.use(f'{self._module.package}.adapters', self._messages)}.{name}"


def _method(shape: Shape, face: Face, name: str) -> list[str]:
    operation = shape.operation
    parameters = [*face.parameters(shape), "call: Call | None = None"]
    head = signature(f"async def {name}", parameters, f" -> {face.gives(shape)}:")
    arguments: list[tuple[str, Expression]] = [("", f'"{operation.name.operation}"')]
    if operation.route:
        arguments += [("", f'"{operation.route.method}"'), ("", _path(shape))]
    else:
        arguments += [("", '"POST"'), ("", f'"/internal/{operation.name.operation}"')]
    if operation.input:
        arguments.append(("body", "request"))
    elif not operation.route and shape.key:
        arguments.append(("body", f'{{"{shape.key}": {snake_parameter(shape.key)}}}'))
    query = [(each.name, snake_parameter(each.name)) for each in shape.query]
    if pages(operation):
        query += [("limit", "limit"), ("cursor", "cursor")]
    if query:
        arguments.append(("query", Entries(tuple(query))))
    if operation.output:
        arguments.append(("answer", _answer(shape, face)))
    made = Made("self.send", (*arguments, ("call", "call")))
    prefix = "return await " if operation.output else "await "
    return [*head, f'        """{about(shape)}"""', *lines(prefix, made, indent=8)]


def _path(shape: Shape) -> str:
    route = shape.operation.route
    path = route.path if route else ""
    for each in shape.path:
        path = path.replace("{" + each.name + "}", "{" + snake_parameter(each.name) + "}")
    return f'f"{path}"' if shape.path else f'"{path}"'


def _answer(shape: Shape, face: Face) -> str:
    inner = lists(shape.operation.output)
    if inner is None:
        return face.gives(shape)
    return face.gives(shape) if pages(shape.operation) else f"list[{face.named(inner, incoming=False)}]"
