"""`service_layer/operations.py`: everything the service can be asked to do, as one protocol."""

from __future__ import annotations

from skerry.contracts.write.scope import Scope
from skerry.generate.service.code import Module
from skerry.generate.service.face import Face
from skerry.generate.service.shape import Shapes
from skerry.generate.service.wording import about


def operations(shapes: Shapes, classes: Scope, package: str) -> str:
    """The text of the module."""
    module = Module(f"What {shapes.service.name} can be asked to do.", package)
    module.use("typing", "Protocol")
    face = Face(module, classes)
    block = ["class Operations(Protocol):", '    """One method for each operation; an object of it serves one call."""']
    for shape in shapes.all:
        block += ["", *face.head(shape), f'        """{about(shape)}"""', "        ..."]
    module.add(block)
    return module.text()
