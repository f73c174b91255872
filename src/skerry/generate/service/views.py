"""`service_layer/views.py`: the read models of a service, fed by events of its own and of others."""

from __future__ import annotations

from skerry.contracts.write.events import events
from skerry.generate.service.code import Made, Module, lines, tuple_of
from skerry.generate.service.columns import view_table
from skerry.generate.service.consents import following
from skerry.generate.service.face import RUNTIME
from skerry.generate.service.shape import Shapes

CONSENT = f"{RUNTIME}.trust.consent"


def views(shapes: Shapes, package: str) -> str:
    """The text of the module; '' where there are none."""
    service = shapes.service
    if not service.views:
        return ""
    about = f"The read models of {service.name}: fields of events, unless one has an `apply` of its own."
    module = Module(about, package)
    known = events(shapes.system)
    rows: list[str] = []
    for view in service.views.values():
        module.use(f"{package}.adapters", "tables")
        types = tuple_of(f'"{known[name].address}"' for name in view.events if name in known)
        arguments = [("", f'"{view.name}"'), ("", f"tables.{view_table(shapes, view)}"), ("events", types)]
        if consents := following(shapes.system, view):
            given = tuple_of(f'"{known[name].address}"' for name in consents.given)
            arguments.append(("apply", f"{module.use(CONSENT, 'following')}({given})"))
        if view.lag:
            arguments.append(("lag", str(float(view.lag.seconds))))
        rows += lines("", Made(module.use(RUNTIME, "View"), tuple(arguments)), ",", 4)
    module.add(["VIEWS = (", *rows, ")"])
    return module.text()
