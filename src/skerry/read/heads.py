"""What the files of a tree declare, in tables: units, members, fields, annotations. Nothing here resolves a name.

The tables are private, and whoever looks something up notes the question (`Questions`), so that it is known which edits concern a file.
Three things need no note, since they belong to the identity of what an answer names, or to the file that asks: `units` at an index
(but for lines), the place of a file in `files`, and the file's own head.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from skerry.facts.kinds import Unit
from skerry.read.identity import holds_class, identities
from skerry.read.languages import CLASSES
from skerry.read.outline import Head, Mark, Scope, Variable
from skerry.read.places import Places
from skerry.read.questions import Questions


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


@dataclass
class Heads:
    """All heads of a tree as tables. A unit is named by its index."""

    files: Sequence[FileHead]
    places: Places

    @property
    def questions(self) -> Questions:
        """What is asked while a file is linked."""
        return self.places.questions

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
    def _members(self) -> dict[int, dict[str, int]]:
        """For each unit the units directly in it, by name; methods that stand outside their type's braces are added to it."""
        return self._joined[0]

    @cached_property
    def _owners(self) -> dict[int, int]:
        return self._joined[1]

    @cached_property
    def _joined(self) -> tuple[dict[int, dict[str, int]], dict[int, int]]:
        """The members of each unit, and for methods outside of their type's braces the type."""
        found: dict[int, dict[str, int]] = defaultdict(dict)
        outside: list[tuple[int, int, Scope]] = []
        owners: dict[int, int] = {}
        for n, f in enumerate(self.files):
            for i, s in enumerate(f.head.scopes):
                unit = f.first + 1 + i
                if s.kind == "function" and s.bases and s.parent < 0:
                    outside.append((n, unit, s))
                else:
                    found[f.first + 1 + s.parent].setdefault(s.name, unit)
        for n, unit, s in outside:
            owner = self._in_package(n, s.bases[0], found)
            is_first = found[owner if owner >= 0 else self.files[n].first].setdefault(s.name, unit) == unit
            if is_first and owner >= 0:
                owners[unit] = owner
        return found, owners

    def own_member(self, unit: int, name: str) -> int:
        """The unit of this name directly in another, -1 for none."""
        self._note("member", unit, name)
        return self._members[unit].get(name, -1) if unit in self._members else -1

    def members(self, unit: int) -> Mapping[str, int]:
        """All units directly in another, by name."""
        self._note("members", unit)
        return self._members.get(unit, {})

    def _note(self, table: str, unit: int, name: str = "") -> None:
        """Note a question about a unit's members; in Go any file of the folder may add to them."""
        self.questions.now.add((table, unit, name))
        if self.units[unit].language == "go":
            self.questions.note("go", self.units[unit].path.rpartition("/")[0])

    @cached_property
    def _holders(self) -> list[int]:
        """For each unit the innermost around it (or itself) that directly holds a class, files left out; -1 if there is none."""
        found: list[int] = []
        for f in self.files:
            found.append(-1)
            holding = holds_class(f.head)
            for i, s in enumerate(f.head.scopes):
                found.append(f.first + 1 + i if i in holding else found[f.first + 1 + s.parent])
        return found

    def holder(self, unit: int) -> int:
        """The innermost unit around this one (or itself) that directly holds a class, files left out; -1 if there is none."""
        self.questions.now.add(("holders", self.files[self.file_index[unit]].first, ""))
        return self._holders[unit]

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
            return [f.path, *(p for p in self.places.in_folder(folder) if p != f.path)]
        return [f.path, *(p for p in self.places.in_package(f.head.package) if p != f.path)]

    def owner_of_method(self, unit: int) -> int:
        """For a method declared outside its type's braces the type, -1 for any other unit."""
        self._note("stray", unit)
        return self._owners.get(unit, -1)

    @cached_property
    def _types_by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for i, unit in enumerate(self.units):
            if unit.kind in CLASSES and unit.role != "test":
                found[unit.name].append(i)
        return found

    def types_named(self, name: str) -> Sequence[int]:
        """Class-like units by their simple name, tests left out."""
        self.questions.note("type", name)
        return self._types_by_name.get(name, ())

    @cached_property
    def _methods_by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for i, unit in enumerate(self.units):
            if unit.kind == "function" and unit.role != "test":
                found[unit.name].append(i)
        return found

    def only_method(self, name: str) -> int:
        """The one function of this name (tests left out), for calls whose receiver nobody can tell; -1 if there are none or several."""
        self.questions.note("method", name)
        found = self._methods_by_name.get(name, ())
        return found[0] if len(found) == 1 else -1

    def methods_named(self, name: str) -> int:
        """How many functions there are of a name, tests left out."""
        return len(self._methods_by_name.get(name, ()))

    @cached_property
    def _fields_of(self) -> dict[int, dict[str, Variable]]:
        found: dict[int, dict[str, Variable]] = defaultdict(dict)
        for f in self.files:
            for v in f.head.fields:
                found[f.first + 1 + v.scope].setdefault(v.name, v)
        return found

    def own_field(self, unit: int, name: str) -> Variable | None:
        """A field of a class, variable of a file or parameter of a function."""
        self.questions.now.add(("field", unit, name))
        return self._fields_of[unit].get(name) if unit in self._fields_of else None

    def fields(self, unit: int) -> Collection[Variable]:
        """All fields of a class, variables of a file, or parameters of a function; of several with one name the first."""
        self.questions.now.add(("fields", unit, ""))
        return self._fields_of[unit].values() if unit in self._fields_of else ()

    @cached_property
    def imported_modules(self) -> frozenset[str]:
        """Every module name that any file imports: tells which frameworks are at work. It is not noted who asks."""
        return frozenset(i.module for f in self.files for i in f.head.imports)

    @cached_property
    def _marked(self) -> dict[str, list[tuple[int, Mark]]]:
        found: dict[str, list[tuple[int, Mark]]] = defaultdict(list)
        for f in self.files:
            for i, s in enumerate(f.head.scopes):
                for mark in s.marks:
                    found[mark.name.rpartition(".")[2]].append((f.first + 1 + i, mark))
        return found

    def marked(self, name: str) -> Sequence[tuple[int, Mark]]:
        """Units by an annotation that they carry; of a dotted annotation the last part counts."""
        self.questions.note("mark", name)
        return self._marked.get(name, ())

    def prepare(self) -> None:
        """Make the tables now that nearly every file needs: processes forked from here on share them."""
        _ = self._members, self._holders, self.file_index, self._owners, self.by_path
        _ = self._types_by_name, self._methods_by_name, self._fields_of, self._marked

    def identity(self, unit: int) -> str:
        """What names a unit from one reading to the next; '' for what is outside of the tree."""
        if unit < 0:
            return ""
        file = self.file_index[unit]
        if file not in self._identities:
            f = self.files[file]
            self._identities[file] = [f.path, *(f"{f.path}::{own}" for own in identities(f.head))]
        return self._identities[file][unit - self.files[file].first]

    @cached_property
    def _identities(self) -> dict[int, list[str]]:
        return {}

    def scope(self, unit: int) -> Scope | None:
        """The declaration of a unit; None for a file."""
        self.questions.now.add(("scope", unit, ""))
        f = self.files[self.file_index[unit]]
        return f.head.scopes[unit - f.first - 1] if unit > f.first else None
