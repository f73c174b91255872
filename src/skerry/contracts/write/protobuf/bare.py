"""Packages of an API in the bare style: names as they stand in the model, procedures where their route says they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
    `google.rpc`. A type that only one message uses, and that is called like it and more, is declared inside of it.
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
    """The package with types declared inside of the messages that they belong to."""
    inside = {name: outer for name in (*package.messages, *package.enums) if (outer := _outer(package, name))}
    paths = {name: _path(name, inside) for name in inside}
    for name, each in package.messages.items():
        fields = tuple(replace(field, type=_renamed(field.type, paths)) for field in each.fields)
        within = inside.get(name, "")
        shown = name.removeprefix(within)
        package.messages[name] = replace(each, name=shown, fields=fields, inside=_path(within, inside) if within else "")
    for name, enum in package.enums.items():
        within = inside.get(name, "")
        shown = name.removeprefix(within)
        package.enums[name] = replace(enum, name=shown, inside=_path(within, inside) if within else "")
    package.rpcs[:] = [
        replace(rpc, takes=_renamed(rpc.takes, paths), gives=_renamed(rpc.gives, paths)) for rpc in package.rpcs
    ]
    return package


def _outer(package: PackageShape, name: str) -> str:
    """The message that a type is called like, and more, and that uses it; '' where there is none."""
    shorter = (
        each.name
        for each in package.messages.values()
        if name != each.name
        and re.fullmatch(r"[A-Z][A-Za-z0-9]*", name.removeprefix(each.name))
        and name.startswith(each.name)
        and any(name in re.findall(r"[A-Za-z0-9_]+", field.type) for field in each.fields)
    )
    return max(shorter, key=len, default="")


def _path(name: str, inside: Mapping[str, str]) -> str:
    outer = inside.get(name, "")
    return f"{_path(outer, inside)}.{name.removeprefix(outer)}" if outer else name


def _renamed(written: str, paths: Mapping[str, str]) -> str:
    return re.sub(r"(?<![A-Za-z0-9_.])[A-Za-z0-9_]+(?![A-Za-z0-9_.])", lambda found: paths.get(found[0], found[0]), written)


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
