"""Packages of an API in the bare style: names as they stand in the model, procedures where their route says they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.contracts.write.protobuf import names
from skerry.contracts.write.protobuf.shapes import MessageShape, PackageShape, RpcShape
from skerry.contracts.write.protobuf.types import Types
from skerry.model.system import Operation, Service, System, Version
from skerry.model.terms.types import Format, Maybe, Named, Type

EMPTY = "google.protobuf.Empty"
_PATH = re.compile(r"/((?:[A-Za-z_][A-Za-z0-9_]*\.)*)([A-Za-z_][A-Za-z0-9_]*)/([A-Za-z_][A-Za-z0-9_]*)\Z")
_LEVELS = {"GET": "NO_SIDE_EFFECTS", "HEAD": "NO_SIDE_EFFECTS", "PUT": "IDEMPOTENT", "DELETE": "IDEMPOTENT"}


def bare_packages(system: System, service: Service, version: Version) -> Iterator[PackageShape]:
    """The packages that the routes of a version name; operations with other routes are no procedures."""
    found: dict[str, tuple[PackageShape, Types]] = {}
    for operation in version.operations.values():
        match = _PATH.match(operation.route.path) if operation.route else None
        if match is None:
            continue
        name = match[1].rstrip(".")
        if name not in found:
            found[name] = _package(system, service, name)
        package, types = found[name]
        package.rpcs.append(_rpc(operation, match[2], match[3], types))
    if not found:
        base = names.snake(service.name.removesuffix("-service"))
        found[base] = _package(system, service, f"{base}.{version.name}")
    for _, types in list(found.values())[:1]:
        types.all_of(service.context)
    for package, _ in found.values():
        yield package


def _package(system: System, service: Service, name: str) -> tuple[PackageShape, Types]:
    base = names.snake(service.name.removesuffix("-service"))
    package = PackageShape(name, base, (service.about,) if service.about else ())
    return package, Types(system, package, plain=True)


def _rpc(operation: Operation, service: str, name: str, types: Types) -> RpcShape:
    level = _LEVELS.get(operation.route.method, "") if operation.route else ""
    about = (operation.about,) if operation.about else ()
    own: list[MessageShape] = []
    written: list[str] = []
    for of, suffix in ((operation.input, "Request"), (operation.output, "Response")):
        streams = isinstance(of, Format) and of.format == "stream"
        held = of.of if isinstance(of, Format) and streams else of
        message = _message(held, types)
        if not message and held is not None:
            own.append(types.wrapped(f"{name}{suffix}", held))
            message = own[-1].name
        written.append(f"{'stream ' if streams else ''}{message or EMPTY}")
    takes, gives = written
    return RpcShape(name, service, takes, gives, tuple(own), level, about)


def _message(of: Type | None, types: Types) -> str:
    """The message that a type is; '' where it is none."""
    held = of.of if isinstance(of, Maybe) else of
    if isinstance(held, Named):
        defined = types.definition(held)
        if defined is None or not (defined.alias or defined.states):
            return types.message(held)
    return ""
