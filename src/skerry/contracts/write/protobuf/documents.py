"""From the model to .proto files: a package for each major version of each service that offers gRPC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skerry.contracts.write import numbers
from skerry.contracts.write.protobuf.packages import packages
from skerry.contracts.write.protobuf.shapes import PackageShape
from skerry.contracts.write.protobuf.text import files
from skerry.kernel.problem import Problem
from skerry.model.system import System

LOCK = "numbers.lock"
EDITIONS = ("", "2023", "2024")


@dataclass(frozen=True, slots=True)
class Written:
    """Files by name, the lock of numbers to keep beside them, and what of the old lock could not be used."""

    files: Mapping[str, str]
    lock: str
    problems: tuple[Problem, ...] = ()


def write(system: System, lock: str = "", edition: str = "") -> Written:
    """The .proto files of a system. `lock` is the text written the last time; `edition` one of `EDITIONS`, proto3 where it is empty."""
    return written(list(packages(system)), lock, edition)


def written(made: Sequence[PackageShape], lock: str, edition: str = "") -> Written:
    """The same of these packages alone."""
    known, problems = numbers.parse(lock, LOCK)
    named, enums = {}, []
    for package in made:
        for name, names in _declared(package):
            named[f"{package.name}.{name}".lstrip(".")] = names
        enums += [f"{package.name}.{each.path}".lstrip(".") for each in package.enums.values()]
    given = numbers.assign(known, named, enums)
    texts = {name: text for package in made for name, text in files(package, given, edition).items()}
    return Written(dict(sorted(texts.items())), numbers.text(given), problems)


def declared(system: System) -> list[tuple[str, str]]:
    """The package and the name there of all messages and enums that would be written."""
    return [(package.name, name) for package in packages(system) for name, _ in _declared(package)]


def _declared(package: PackageShape) -> list[tuple[str, tuple[str, ...]]]:
    """The names of the fields or values of each message and enum."""
    messages = [*package.own, *package.messages.values()]
    found = [(each.path, tuple(field.name for field in each.fields)) for each in messages]
    return found + [(each.path, each.values) for each in package.enums.values()]
