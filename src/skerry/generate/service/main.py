"""`entrypoints/main.py`, where a service is put together, and `behaviour.py`, which is the owner's."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.generate.service.at_hand import Unsaid
from skerry.generate.service.callees import Callee
from skerry.generate.service.code import Made, Module, lines, tuple_of
from skerry.generate.service.columns import Table
from skerry.generate.service.face import RUNTIME
from skerry.generate.service.grpc import offered
from skerry.generate.service.naming import pascal
from skerry.generate.service.shape import Shapes
from skerry.model.system import Service


def main(shapes: Shapes, called: Sequence[Callee], found: Sequence[Table], package: str) -> str:
    """The text of the module."""
    module = Module(f"Puts {shapes.service.name} together and starts it.", package)
    made, start = module.use(RUNTIME, "Service"), module.use(f"{RUNTIME}.service", "main")
    make = module.use(RUNTIME, "standard")
    module.use("pathlib", "Path")
    module.use(f"{package}.domain", "messages")
    module.use(f"{package}.behaviour", "Behaviour")
    operations = module.use(f"{package}.service_layer.operations", "Operations")
    arguments = [("", "Path(__file__).parents[1]"), ("messages", "messages"), ("behaviour", "behaviour")]
    if found:
        arguments.append(("tables", module.use(f"{package}.adapters", "tables")))
    if shapes.service.views:
        arguments.append(("views", module.use(f"{package}.service_layer.views", "VIEWS")))
    if called:
        arguments.append(("clients", module.use(f"{package}.adapters.clients", "Clients")))
    own = [pascal(each.name) for each in shapes.system.sagas.values() if each.service == shapes.service.name]
    if own:
        names = [module.use(f"{package}.service_layer.sagas", name) for name in own]
        arguments.append(("sagas", tuple_of(names)))
    faces = []
    if "graphql" in shapes.service.api.expose:
        faces.append(f"{module.use(f'{RUNTIME}.faces.graphql', 'GraphQL')}()")
    if offered(shapes.service):
        faces.append(f"{module.use(f'{RUNTIME}.faces.grpc', 'Grpc')}(Path(__file__).parents[1])")
    if faces:
        arguments.append(("faces", tuple_of(faces)))
    module.add(
        [
            f"def service(behaviour: type[{operations}] = Behaviour) -> {made}:",
            '    """The service, with everything that it needs."""',
            *lines("return ", Made(make, tuple(arguments)), indent=4),
        ]
    )
    module.add(
        [
            "def run() -> None:",
            '    """Serves until it is told to stop."""',
            f"    raise SystemExit({start}(service()))",
        ]
    )
    return module.text()


def behaviour(service: Service, unsaid: Sequence[Unsaid], package: str) -> str:
    """The text of the file as it is first written."""
    about = (
        f"What {service.name} does in its own way. This file is yours: it was written once and is never touched again."
    )
    module = Module(about, package)
    module.use(f"{package}.service_layer.defaults", "Defaults")
    open_ = [f"    {each.operation.rpartition('.')[2]}: {', '.join(each.fields)} in {each.target}" for each in unsaid]
    said = ['    """Override what has to be otherwise than the defaults have it."""']
    if open_:
        head = '    """Override what has to be otherwise than the defaults have it. Nothing in the model says:'
        said = [head, "", *open_, '    """']
    module.add(["class Behaviour(Defaults):", *said])
    return module.text()
