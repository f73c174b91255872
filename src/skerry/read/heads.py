"""What the files of a tree declare, in tables: units, members, fields, annotations. Nothing here resolves a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from skerry.facts.kinds import Unit
from skerry.read.languages import CLASSES
from skerry.read.outline import Head, Mark, Scope, Variable
from skerry.read.places import Places


class Target(NamedTuple):
    """What a name means: a unit, and how sure that is."""

    unit: int
    strength: float


UNKNOWN = Target(-1, 0.0)


@dataclass(frozen=True, slots=True)
class FileHead:
    """A file's declared half and where it stands. `first` is the unit index of the file; its scope i is unit `first + 1 + i`."""

    path: str
    language: str
    role: str
    lines: int
    head: Head
    first: int


@dataclass(frozen=True)
class Heads:
    """All heads of a tree as tables. A unit is named by its index."""

    files: Sequence[FileHead]
    places: Places

    @cached_property
    def units(self) -> list[Unit]:
        """Files and scopes in the order of their indices."""
        found = []
        for f in self.files:
            found.append(Unit("file", f.path.rsplit("/", 1)[-1], f.path, 1, f.lines, -1, f.language, f.role))
            for s in f.head.scopes:
                found.append(Unit(s.kind, s.name, f.path, s.line, s.end, f.first + 1 + s.parent, f.language, f.role))
        return found

    @cached_property
    def file_index(self) -> list[int]:
        """For each unit the index (in `files`) of its file."""
        return [i for i, f in enumerate(self.files) for _ in range(1 + len(f.head.scopes))]

    @cached_property
    def by_path(self) -> dict[str, int]:
        """Path to index in `files`."""
        return {f.path: i for i, f in enumerate(self.files)}

    @cached_property
    def members(self) -> dict[int, dict[str, int]]:
        """For each unit the units directly in it, by name; methods that stand outside their type's braces are added to it."""
        found: dict[int, dict[str, int]] = defaultdict(dict)
        outside: list[tuple[int, int, Scope]] = []
        for n, f in enumerate(self.files):
            for i, s in enumerate(f.head.scopes):
                unit = f.first + 1 + i
                if s.kind == "function" and s.bases and s.parent < 0:
                    outside.append((n, unit, s))
                else:
                    found[f.first + 1 + s.parent].setdefault(s.name, unit)
        for n, unit, s in outside:
            owner = self._in_package(n, s.bases[0], found)
            found[owner if owner >= 0 else self.files[n].first].setdefault(s.name, unit)
        return found

    @cached_property
    def holders(self) -> list[int]:
        """For each unit the innermost around it (or itself) that directly holds a class, files left out; -1 if there is none."""
        found: list[int] = []
        for i, unit in enumerate(self.units):
            holds = unit.parent >= 0 and any(self.units[m].kind in CLASSES for m in self.members.get(i, {}).values())
            found.append(i if holds else found[unit.parent] if unit.parent >= 0 else -1)
        return found

    def _in_package(self, file: int, name: str, members: Mapping[int, dict[str, int]]) -> int:
        for path in self._neighbours(file):
            found = members.get(self.files[self.by_path[path]].first, {}).get(name, -1)
            if found >= 0:
                return found
        return -1

    def _neighbours(self, file: int) -> Sequence[str]:
        """The files that share this file's namespace, itself first."""
        f = self.files[file]
        if not f.head.package and f.language != "go":
            return [f.path]
        if f.language == "go":
            folder = f.path.rpartition("/")[0]
            return [f.path, *(p for p in self.places.by_folder.get(folder, ()) if p != f.path)]
        return [f.path, *(p for p in self.places.by_package.get(f.head.package, ()) if p != f.path)]

    @cached_property
    def owner_of_method(self) -> dict[int, int]:
        """For a method declared outside its type's braces, the type."""
        return {
            unit: owner for owner, named in self.members.items() for unit in named.values() if self._strays(unit, owner)
        }

    def _strays(self, unit: int, owner: int) -> bool:
        return self.units[unit].parent != owner and self.units[unit].kind == "function"

    @cached_property
    def types_by_name(self) -> dict[str, list[int]]:
        """Class-like units by their simple name, tests left out."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, unit in enumerate(self.units):
            if unit.kind in CLASSES and unit.role != "test":
                found[unit.name].append(i)
        return found

    @cached_property
    def methods_by_name(self) -> dict[str, list[int]]:
        """Functions by name (tests left out), for calls whose receiver nobody can tell."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, unit in enumerate(self.units):
            if unit.kind == "function" and unit.role != "test":
                found[unit.name].append(i)
        return found

    @cached_property
    def fields_of(self) -> dict[int, dict[str, Variable]]:
        """Fields of each class, variables of each file and parameters of each function, by unit and name."""
        found: dict[int, dict[str, Variable]] = defaultdict(dict)
        for f in self.files:
            for v in f.head.fields:
                found[f.first + 1 + v.scope].setdefault(v.name, v)
        return found

    @cached_property
    def imported_modules(self) -> frozenset[str]:
        """Every module name that any file imports: tells which frameworks are at work."""
        return frozenset(i.module for f in self.files for i in f.head.imports)

    @cached_property
    def marked(self) -> dict[str, list[tuple[int, Mark]]]:
        """Units by the annotations that they carry; of a dotted annotation the last part counts."""
        found: dict[str, list[tuple[int, Mark]]] = defaultdict(list)
        for f in self.files:
            for i, s in enumerate(f.head.scopes):
                for mark in s.marks:
                    found[mark.name.rpartition(".")[2]].append((f.first + 1 + i, mark))
        return found

    def prepare(self) -> None:
        """Make the tables now that nearly every file needs: processes forked from here on share them."""
        _ = self.members, self.holders, self.file_index, self.owner_of_method, self.by_path
        _ = self.types_by_name, self.methods_by_name, self.fields_of, self.marked

    def scope(self, unit: int) -> Scope | None:
        """The declaration of a unit; None for a file."""
        f = self.files[self.file_index[unit]]
        return f.head.scopes[unit - f.first - 1] if unit > f.first else None
