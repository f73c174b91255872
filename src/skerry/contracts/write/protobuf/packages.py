"""The services of the model as packages: one for each major version, with a request and a response of its own for each procedure."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.write.protobuf import names
from skerry.contracts.write.protobuf.bare import bare_packages
from skerry.contracts.write.protobuf.shapes import FieldShape, Label, MessageShape, PackageShape, RpcShape
from skerry.contracts.write.protobuf.types import Types
from skerry.model.system import Operation, Service, System, Version
from skerry.model.terms.types import Basic, Many, Maybe, Type

_LEVELS = {"GET": "NO_SIDE_EFFECTS", "HEAD": "NO_SIDE_EFFECTS", "PUT": "IDEMPOTENT", "DELETE": "IDEMPOTENT"}
_READING = ("GET", "HEAD")
_PAGE = ("page", "cursor", "limit", "page_size", "page_token")
_PAGING = (
    FieldShape("page_size", "int32", about="At most this many; the server may return fewer, and chooses where it is 0"),
    FieldShape("page_token", "string", about="The `next_page_token` of the page before; empty for the first one"),
)
_NEXT = FieldShape("next_page_token", "string", about="Empty on the last page")
_MASK = FieldShape("update_mask", "google.protobuf.FieldMask", about="What to change; everything, where it is empty")
_REQUEST_ID = FieldShape("request_id", "string", about="A UUID: the same one again has no further effect")


def packages(system: System) -> Iterator[PackageShape]:
    """A package for each version of each service that offers gRPC."""
    for service in system.services.values():
        yield from packages_of(system, service)


def packages_of(system: System, service: Service) -> Iterator[PackageShape]:
    """A package for each version of a service, where it offers gRPC."""
    if "grpc" not in service.api.expose or service.api.contract:
        return
    for version in service.api.versions.values():
        if service.api.style == "bare":
            yield from bare_packages(system, service, version)
        else:
            yield _package(system, service, version)


def _package(system: System, service: Service, version: Version) -> PackageShape:
    base = names.snake(service.name.removesuffix("-service"))
    about = [
        service.about or f"{names.pascal(service.name.removesuffix('-service'))} of {system.name}, {version.name}.",
        *_HEALTH,
    ]
    if version.sunset:
        about.append(f"Sunset: {version.sunset}.")
    package = PackageShape(
        f"{names.snake(system.name)}.{base}.{version.name}",
        base,
        tuple(about),
        bool(version.sunset),
        version=version.name,
    )
    types = Types(system, package)
    for operation in version.operations.values():
        if operation.route:
            package.rpcs.append(_rpc(operation, f"{names.pascal(base)}Service", types))
    return package


_HEALTH = (
    "Errors are google.rpc.Status with google.rpc.ErrorInfo, and google.rpc.BadRequest where the request is wrong.",
    "Metadata are called like the headers of REST: idempotency-key and if-match with a call, etag behind an answer.",
    "The server offers grpc.health.v1.Health under this service's full name, too.",
)


def _rpc(operation: Operation, service: str, types: Types) -> RpcShape:
    name = names.pascal(operation.name.operation)
    route = operation.route
    assert route is not None
    request = MessageShape(f"{name}Request", _request(operation, types))
    response = MessageShape(f"{name}Response", _response(operation, types, name))
    level = _LEVELS.get(route.method, "")
    return RpcShape(
        name,
        service,
        request.name,
        response.name,
        (request, response),
        level,
        tuple(_about(operation)),
        operation.name.operation,
    )


def _about(operation: Operation) -> Iterator[str]:
    yield operation.about or f"{operation.route}"
    codes = ["INVALID_ARGUMENT", "UNAUTHENTICATED", "PERMISSION_DENIED"]
    codes += ["NOT_FOUND"] if operation.route and operation.route.parameters else []
    codes += ["FAILED_PRECONDITION", "ABORTED"] if operation.route and operation.route.method not in _READING else []
    yield f"Fails with {', '.join([*codes, 'RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED'])} or UNAVAILABLE."
    if operation.transitions:
        yield f"State: {', '.join(map(str, operation.transitions))}."


def _request(operation: Operation, types: Types) -> tuple[FieldShape, ...]:
    route = operation.route
    assert route is not None
    owner = names.pascal(operation.name.operation)
    found = [types.field(name, _parameter(name, operation, types), owner) for name in route.parameters]
    found += types.fields(operation.input, owner)
    for name in route.query:
        if names.snake(name) not in _PAGE:
            found.append(types.field(name, Maybe(_parameter(name, operation, types)), owner))
    if _lists(operation) and route.method == "GET":
        found += _PAGING
    if route.method in ("PUT", "PATCH"):
        found.append(_MASK)
    if route.method == "POST":
        found.append(_REQUEST_ID)
    once: dict[str, FieldShape] = {}
    for each in found:
        once.setdefault(each.name, each)
    return tuple(once.values())


def _parameter(name: str, operation: Operation, types: Types) -> Type:
    """The type of a parameter: that of the field of its name in what the operation takes or gives."""
    last = name.rpartition(".")[2]
    for of in (operation.input, operation.output):
        inner = of
        while isinstance(inner, Many | Maybe):
            inner = inner.of
        defined = types.definition(inner) if inner else None
        found = defined.field(last) if defined else None
        if found:
            return found.type.of if isinstance(found.type, Maybe) else found.type
    return Basic("uuid" if last == "id" or last.endswith("Id") else "text")


def _lists(operation: Operation) -> bool:
    return isinstance(operation.output, Many)


def _response(operation: Operation, types: Types, owner: str) -> tuple[FieldShape, ...]:
    if operation.output is None:
        return ()
    held = types.field(types.subject(operation.output), operation.output, owner)
    paged = held.label is Label.REPEATED and operation.route is not None and operation.route.method == "GET"
    return (held, _NEXT) if paged else (held,)
