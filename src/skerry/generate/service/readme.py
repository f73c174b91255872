"""`README.md`: what a new colleague reads first."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.contracts.write.events import events, heard, published
from skerry.generate.service.callees import Callee
from skerry.generate.service.grpc import offered
from skerry.generate.service.naming import method
from skerry.generate.service.shape import Shapes
from skerry.generate.service.wording import sentence
from skerry.model.system import Context, Service, System


def readme(system: System, shapes: Shapes, called: Sequence[Callee], package: str) -> str:
    """The text of the file."""
    parts = [f"# {shapes.service.name}", _about(system, shapes), _operations(shapes), _events(system, shapes)]
    if called:
        parts.append("It calls " + ", ".join(f"{each.name} ({_used(each)})" for each in called) + ".")
    parts += [_spoken(shapes)] if offered(shapes.service) else []
    return "\n\n".join(part for part in (*parts, _where(shapes.service, package)) if part) + "\n"


def _about(system: System, shapes: Shapes) -> str:
    """What it is, does and owns, in a paragraph."""
    service = shapes.service
    context = system.contexts.get(service.context)
    said = [service.about.rstrip(".") + "." if service.about else ""]
    said.append(
        f"A service of {system.name}" + (f", in the context {context.name}" if context else "") + _does(context)
    )
    if service.owns:
        said.append(f"It owns {', '.join(name.name for name in service.owns)}: nobody else writes them.")
    return "\n".join(each for each in said if each)


def _does(context: Context | None) -> str:
    return f", which does {_and(context.does)}." if context and context.does else "."


def _operations(shapes: Shapes) -> str:
    rows = [
        f"| `{method(each.operation.name.operation)}` "
        f"| {f'`{each.operation.route}`' if each.operation.route else '(internal)'} | {sentence(each)} |"
        for each in shapes.all
    ]
    return "\n".join(["## Operations", "", "| method | route | by default |", "|---|---|---|", *rows]) if rows else ""


def _events(system: System, shapes: Shapes) -> str:
    service, known = shapes.service, events(system)
    by_operation = {each.event: each.operation.operation for each in service.reactions}
    by_view = {name: view.name for view in service.views.values() for name in view.events}
    said: list[str] = [f"- publishes `{known[name].address}`" for name in published(service) if name in known]
    for name in heard(system, service):
        if name in known:
            does = f": `{method(by_operation[name])}`" if name in by_operation else ""
            does = does or (f": feeds the read model {by_view[name]}" if name in by_view else ": a saga waits for it")
            said.append(f"- hears `{known[name].address}`{does}")
    return "\n".join(["## Events", "", *said]) if said else ""


def _used(callee: Callee) -> str:
    return ", ".join(f"`{method(each.operation.name.operation)}`" for each in callee.used)


def _spoken(shapes: Shapes) -> str:
    """How the same operations are reached over gRPC."""
    versions = _and([f"`{each}`" for each in shapes.service.api.versions])
    return f"""## gRPC

The operations with a route are procedures as well, in {versions}: the .proto files lie in `contract/`. It is the same operation, so
keys, roles and errors are those of REST: metadata are called like the headers (`idempotency-key`, `if-match`), errors are
`google.rpc.Status` with details. `numbers.lock` has the numbers of fields: keep it in version control."""


def _where(service: Service, package: str) -> str:
    port = " `SKERRY_GRPC_PORT` (50051)," if offered(service) else ""
    return f"""## Where things are

- `src/{package}/behaviour.py` is yours: override an operation there. No generator touches it.
- `src/{package}/service_layer/defaults.py` is what happens otherwise; `domain/` has the types, `adapters/` the tables and clients.
- The rest is written by `skerry generate service`. Edits are merged with what it writes, or it says where the two disagree.

## Try it

```sh
pip install --editable . pytest
pytest
python -m {package}     # on http://127.0.0.1:8080; `/ready` says what is missing
```

Everything else is set by environment variables: `SKERRY_HOST`, `SKERRY_PORT`,{port} `SKERRY_INSTANCE`, `DATABASE_URL`, `SKERRY_BUS`,
`SKERRY_SAGAS`, `SKERRY_REGISTRY`, `OTEL_EXPORTER_OTLP_ENDPOINT`."""


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
