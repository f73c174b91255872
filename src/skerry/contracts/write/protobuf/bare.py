"""Packages of an API in the bare style: names as they stand in the model, procedures where their route says they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from skerry.contracts.write.protobuf import names
from skerry.contracts.write.protobuf.shapes import MessageShape, PackageShape, RpcShape
from skerry.contracts.write.protobuf.types import Types
from skerry.model.system import Operation, Service, System, Version
from skerry.model.terms.types import Format, Maybe, Named, Type

EMPTY = "google.protobuf.Empty"
_PATH = re.compile(r"/((?:[A-Za-z_][A-Za-z0-9_]*\.)*)([A-Za-z_][A-Za-z0-9_]*)/([A-Za-z_][A-Za-z0-9_]*)\Z")
_LEVELS = {"GET": "NO_SIDE_EFFECTS", "HEAD": "NO_SIDE_EFFECTS", "PUT": "IDEMPOTENT", "DELETE": "IDEMPOTENT"}


def bare_packages(system: System, service: Service, version: Version) -> Iterator[PackageShape]:
    """The packages that the routes of a version name; operations with other routes are no procedures.

    The types of the service's context stand in the first of them, those of another in a package called like it: `google-rpc` is
    `google.rpc`. A type `Order.Line` is declared inside of `Order`.
    """
    found = _Packages(system, service)
    for operation in version.operations.values():
        match = _PATH.match(operation.route.path) if operation.route else None
        if match is not None:
            package, types = found.of(match[1].rstrip("."))
            package.rpcs.append(_rpc(operation, match[2], match[3], types))
    if not found.made:
        found.of(f"{names.snake(service.name.removesuffix('-service'))}.{version.name}")
    next(iter(found.made.values()))[1].all_of(service.context)
    for package, _ in found.made.values():
        yield nested(package)


class _Packages:
    """The packages of a service, made as they are needed."""

    def __init__(self, system: System, service: Service) -> None:
        self._system, self._service = system, service
        self.made: dict[str, tuple[PackageShape, Types]] = {}

    def of(self, name: str) -> tuple[PackageShape, Types]:
        """The package of that name; the first one has the types of the service's own context."""
        if name not in self.made:
            base = names.snake(self._service.name.removesuffix("-service"))
            package = PackageShape(name, base, (self._service.about,) if self._service.about else ())
            home = next(iter(self.made), name)

            def foreign(of: Named) -> str:
                wanted = home if of.context == self._service.context else of.context.replace("-", ".")
                return "" if wanted == name else self._elsewhere(package, wanted, of)

            self.made[name] = package, Types(self._system, package, plain=True, foreign=foreign)
        return self.made[name]

    def _elsewhere(self, package: PackageShape, wanted: str, of: Named) -> str:
        other, types = self.of(wanted)
        full = f"{wanted}.{types.message(of)}"
        package.others[full] = other.types_file
        return full


def nested(package: PackageShape) -> PackageShape:
    """The package with `Order.Line` declared inside of `Order`."""
    for path, each in package.messages.items():
        package.messages[path] = replace(each, name=path.rpartition(".")[2], inside=path.rpartition(".")[0])
    for path, enum in package.enums.items():
        package.enums[path] = replace(enum, name=path.rpartition(".")[2], inside=path.rpartition(".")[0])
    return package


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
