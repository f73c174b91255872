"""Everything that the files of a tree declare, and what a name means where it is used.

Resolution follows the language as far as text can: enclosing scopes, the file, its imports (through re-exports), its package, and last
a name that the whole tree declares only once, which is trusted less. Nothing here looks at a body, so the table stays valid while only
bodies change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from skerry.read.heads import UNKNOWN, FileHead, Heads, Target
from skerry.read.languages import BY_NAME, CLASSES
from skerry.read.outline import GLOBAL, Import, Variable

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_STRINGS = re.compile(r"""["'`]([^"'`\n]*)["'`]""")
_DEPTH = 6  # re-exports of re-exports followed; also how many levels of bases

T = TypeVar("T")
_Seen = set[tuple[int, str]]

__all__ = ["UNKNOWN", "Declarations", "FileHead", "Target", "type_names"]


@dataclass(frozen=True)
class Declarations(Heads):
    """All heads of a tree with what their names mean."""

    _names: dict[tuple[int, str], Target] = field(default_factory=dict, repr=False)
    _meanings: dict[tuple[int, str, int], Target] = field(default_factory=dict, repr=False)

    @cached_property
    def _derived(self) -> dict[Any, Any]:
        return {}

    def derived(self, make: Callable[[Declarations], T]) -> T:
        """What a framework works out from all declarations, made once a tree: `declarations.derived(Models)`."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: T = self._derived[make]
        return found

    # -- what names mean ---------------------------------------------------------------------------------------------

    def resolve(self, file: int, name: str, around: int = -1) -> Target:
        """What `name` (dotted or not) means in a file, seen from the unit `around`."""
        holder = self.holders[around] if around >= 0 else -1
        key = (file, name, holder)
        found = self._meanings.get(key)
        if found is None:
            found = self._meanings[key] = self._meaning(file, name, holder)
        return found

    def _meaning(self, file: int, name: str, holder: int) -> Target:
        first, _, rest = name.partition(".")
        found = self._nested(holder, first)
        if found.unit < 0:
            found = self._visible(file, first)
        while rest and found.unit >= 0:
            first, _, rest = rest.partition(".")
            found = self.inside(found, first)
        if found.unit < 0 and "." in name:
            found = self._dotted(file, name)
        return found

    def _nested(self, holder: int, name: str) -> Target:
        while holder >= 0:
            found = self.members[holder].get(name, -1)
            if found >= 0 and self.units[found].kind in CLASSES:
                return Target(found, 1.0)
            holder = self.holders[self.units[holder].parent]
        return UNKNOWN

    def _visible(self, file: int, name: str) -> Target:
        key = (file, name)
        if key not in self._names:
            self._names[key] = self._look(file, name)
        return self._names[key]

    def _look(self, file: int, name: str) -> Target:
        f = self.files[file]
        own = self.members.get(f.first, {}).get(name, -1)
        if own >= 0:
            return Target(own, 1.0)
        for item in self.import_of(file).get(name, ()):
            found = self._through(file, item)
            if found.unit >= 0:
                return found
        if name in self.import_of(file):
            return self.by_string(self._loaded(file).get(name, ""))  # it comes from outside of this tree
        found = self._beside(f, name) if BY_NAME[f.language].one_namespace else UNKNOWN
        if found.unit < 0:
            found = self._opened(file, name)
        if found.unit >= 0:
            return found
        if name in self._loaded(file):
            return self.by_string(self._loaded(file)[name])
        return self._only_one(f.language, name)

    def _beside(self, f: FileHead, name: str) -> Target:
        """What the file's own package declares; in C# also the namespaces around it."""
        if f.language == "go":
            found = self._space("go", f.path.rpartition("/")[0]).get(name, -1)
            return Target(found, 1.0) if found >= 0 else UNKNOWN
        space = f.head.package
        while space:
            found = self._space(f.language, space).get(name, -1)
            if found >= 0:
                return Target(found, 1.0)
            space = space.rpartition(".")[0] if f.language == "csharp" else ""
        return UNKNOWN

    def _space(self, language: str, name: str) -> Mapping[str, int]:
        """What all files of a package declare, by name."""
        if (language, name) not in self._spaces:
            paths = (self.places.by_folder if language == "go" else self.places.by_package).get(name, ())
            found: dict[str, int] = {}
            for path in paths:
                f = self.files[self.by_path[path]]
                for declared, unit in self.members.get(f.first, {}).items() if f.language == language else ():
                    found.setdefault(declared, unit)
            self._spaces[language, name] = found
        return self._spaces[language, name]

    @cached_property
    def _spaces(self) -> dict[tuple[str, str], Mapping[str, int]]:
        return {}

    def _opened(self, file: int, name: str) -> Target:
        """What a wildcard import brings: of a whole package, of one file, or of a class."""
        language = self.files[file].language
        for item in self.import_of(file).get("*", ()):
            whole = item.name == "*" and item.module in self.places.by_package  # a package, not a file or class
            unit = self._space(language, item.module).get(name, -1) if whole else -1
            if unit >= 0:
                return Target(unit, 1.0)
            for path in () if whole else self.targets(file, item):
                found = self._exported(self.by_path[path], name)
                found = found if found.unit >= 0 else self._within(path, item, name)
                if found.unit >= 0:
                    return found
        return UNKNOWN

    def _within(self, path: str, item: Import, name: str) -> Target:
        """A member of the class whose members an import opens: `import shop.Events.*`, `using static Shop.Events`."""
        declared = self.members.get(self.files[self.by_path[path]].first, {})
        for opened in (item.module.rpartition(".")[2], item.name):
            owner = declared.get(opened, -1)
            found = self.members.get(owner, {}).get(name, -1) if owner >= 0 else -1
            if found >= 0:
                return Target(found, 1.0)
        return UNKNOWN

    def _through(self, file: int, item: Import, seen: _Seen | None = None) -> Target:
        """What an import binds its name to."""
        for path in self.targets(file, item):
            target = self.by_path[path]
            if not item.name or item.name == "*":
                return Target(self.files[target].first, 1.0)
            stem = path.rsplit("/", 1)[-1].split(".", 1)[0]
            found = self._exported(target, item.name, seen)
            found = found if found.unit >= 0 else self._within(path, item, item.name)
            if found.unit >= 0:
                return found
            if stem == item.name or path.endswith(f"/{item.name}/__init__.py"):
                return Target(self.files[target].first, 1.0)
        return UNKNOWN

    def _exported(self, file: int, name: str, seen: _Seen | None = None) -> Target:
        """What a file offers under a name. `seen` holds the names of files asked on the way: a cycle of re-exports ends there.

        Only a whole way is remembered: what is found in the middle of one depends on where it began.
        """
        key = (file, name)
        if key in self._exports:
            return self._exports[key]
        if seen is None:
            found = self._exports[key] = self._export(file, name, {key})
            return found
        if key in seen:
            return UNKNOWN
        seen.add(key)
        return self._export(file, name, seen)

    @cached_property
    def _exports(self) -> dict[tuple[int, str], Target]:
        return {}

    def _export(self, file: int, name: str, seen: _Seen) -> Target:
        own = self.members.get(self.files[file].first, {}).get(name, -1)
        if own >= 0:
            return Target(own, 1.0)
        if name == "default":
            classes = [
                u for u in self.members.get(self.files[file].first, {}).values() if self.units[u].kind in CLASSES
            ]
            if len(classes) == 1:
                return Target(classes[0], 0.9)
        return self._visible_export(file, name, seen)

    def _visible_export(self, file: int, name: str, seen: _Seen) -> Target:
        imports = self.import_of(file)
        for item in imports.get(name, ()):
            found = self._through(file, item, seen)
            if found.unit >= 0:
                return found
        if name in self._loaded(file):
            return self.by_string(self._loaded(file)[name])
        for item in imports.get("*", ()):
            if self.files[file].language in {"java", "csharp", "go"}:
                break  # a wildcard there opens names to this file only
            for path in self.targets(file, item):
                if self.by_path[path] != file:
                    found = self._exported(self.by_path[path], name, seen)
                    if found.unit >= 0:
                        return found
        return UNKNOWN

    def inside(self, found: Target, name: str) -> Target:
        """What `name` means inside of a file, class or package that has been found."""
        unit = found.unit
        if self.units[unit].parent < 0:
            file = self.file_index[unit]
            inside = self._exported(file, name)
            if inside.unit >= 0 or self.files[file].language != "go":
                return inside
            return self._package_member(file, name)
        member = self.member(unit, name)
        return Target(member, found.strength) if member >= 0 else UNKNOWN

    def _package_member(self, file: int, name: str) -> Target:
        for path in self._neighbours(file):
            unit = self.members.get(self.files[self.by_path[path]].first, {}).get(name, -1)
            if unit >= 0:
                return Target(unit, 1.0)
        return UNKNOWN

    def _dotted(self, file: int, name: str) -> Target:
        """A name that spells out its module: `oscar.apps.order.models.Order`, `com.acme.Order`."""
        module, _, last = name.rpartition(".")
        language = BY_NAME[self.files[file].language]
        for path in language.imported(Import(module, last, "", 0), self.files[file].path, self.places):
            found = self._exported(self.by_path[path], last)
            if found.unit >= 0:
                return found
        return UNKNOWN

    def _only_one(self, language: str, name: str) -> Target:
        found = self.types_by_name.get(name, ())
        if len(found) == 1 and self.units[found[0]].language == language and name[:1].isupper() and len(name) > 3:
            return Target(found[0], 0.6)
        return UNKNOWN

    def by_string(self, text: str) -> Target:
        """A class that a string names: `Product`, `catalogue.Product`; of several, the one whose path has the qualifier."""
        qualifier, _, name = text.rpartition(".")
        found = self.types_by_name.get(name, ())
        if len(found) > 1 and qualifier:
            parts = frozenset(qualifier.lower().split("."))
            found = [u for u in found if parts <= frozenset(self.units[u].path.lower().replace(".", "/").split("/"))]
            ending = "/" + qualifier.lower().replace(".", "/")
            exact = [u for u in found if f"/{self.units[u].path.lower().rpartition('.')[0]}".endswith(ending)]
            found = exact if len(exact) == 1 else found
        concrete = [u for u in found if self.units[u].kind != "interface"]
        return Target(concrete[0], 0.8 if qualifier else 0.6) if len(concrete) == 1 else UNKNOWN

    # -- imports -----------------------------------------------------------------------------------------------------

    def import_of(self, file: int) -> Mapping[str, list[Import]]:
        """The imports of a file by the name that they bind; whole packages under `*`."""
        if file not in self._bound:
            bound: dict[str, list[Import]] = defaultdict(list)
            language = self.files[file].language
            for item in self.files[file].head.imports:
                bound[_binds(item, language)].append(item)
            if language == "csharp":
                bound["*"] += self._of_project(self.files[file].path)
            self._bound[file] = bound
        return self._bound[file]

    def _of_project(self, path: str) -> Iterator[Import]:
        """The imports that hold for all files of the folder in which somebody says so, and below it."""
        folder = path
        while folder and self._global:
            folder = folder.rpartition("/")[0]
            yield from self._global.get(folder, ())

    @cached_property
    def _global(self) -> dict[str, list[Import]]:
        found: dict[str, list[Import]] = defaultdict(list)
        for f in self.files:
            if f.language == "csharp":
                found[f.path.rpartition("/")[0]] += [i for i in f.head.imports if i.alias == GLOBAL]
        return {folder: items for folder, items in found.items() if items}

    @cached_property
    def _bound(self) -> dict[int, Mapping[str, list[Import]]]:
        return {}

    @cached_property
    def _targets(self) -> dict[tuple[str, str, str], list[str]]:
        return {}

    def targets(self, file: int, item: Import) -> list[str]:
        """The paths of the files that an import means."""
        f = self.files[file]
        key = (f.path if item.module.startswith(".") else f.path.rpartition("/")[0], item.module, item.name)
        if key not in self._targets:
            found = BY_NAME[f.language].imported(item, f.path, self.places)
            self._targets[key] = [path for path in found if path in self.by_path]
        return self._targets[key]

    def _loaded(self, file: int) -> Mapping[str, str]:
        """Names of a file's variables that a call fetches by strings, and what these spell: `Line = get_model("order", "Line")`
        gives `order.Line`."""
        if file not in self._fetched:
            self._fetched[file] = {
                v.name: _spelled(v)
                for v in self.files[file].head.fields
                if v.scope < 0 and "(" in v.value and v.name in _STRINGS.findall(v.value)
            }
        return self._fetched[file]

    @cached_property
    def _fetched(self) -> dict[int, Mapping[str, str]]:
        return {}

    # -- classes -----------------------------------------------------------------------------------------------------

    def bases(self, unit: int) -> list[tuple[str, int]]:
        """Direct bases: the name as written without type arguments, and its unit or -1."""
        if unit not in self._bases:
            self._bases[unit] = []  # a class inside of its own base ends here
            scope = self.scope(unit)
            file, parent = self.file_index[unit], self.units[unit].parent
            names = [_plain(b) for b in scope.bases] if scope is not None and scope.kind != "function" else []
            self._bases[unit] = [(name, self.resolve(file, name, parent).unit) for name in names if name]
        return self._bases[unit]

    @cached_property
    def _bases(self) -> dict[int, list[tuple[str, int]]]:
        return {}

    def ancestors(self, unit: int) -> Iterator[tuple[str, int]]:
        """All bases, nearest first: simple or dotted name as written and unit or -1. Ends on cycles."""
        seen, level = {unit}, self.bases(unit)
        for _ in range(_DEPTH):
            below: list[tuple[str, int]] = []
            for name, base in level:
                yield name, base
                if base >= 0 and base not in seen:
                    seen.add(base)
                    below += self.bases(base)
            level = below

    def member(self, unit: int, name: str) -> int:
        """A member of a class or of its nearest base that has it, -1 if none."""
        found = self.members.get(unit, {}).get(name, -1)
        if found >= 0:
            return found
        for _, base in self.ancestors(unit):
            found = self.members.get(base, {}).get(name, -1) if base >= 0 else -1
            if found >= 0:
                return found
        return -1

    def field_of(self, unit: int, name: str) -> Variable | None:
        """A field of a class or of its nearest base that has it."""
        return self.field_and_owner(unit, name)[0]

    def field_and_owner(self, unit: int, name: str) -> tuple[Variable | None, int]:
        """The field, and the class that declares it: there the names in its type mean something."""
        found = self.fields_of.get(unit, {}).get(name)
        if found is not None:
            return found, unit
        for _, base in self.ancestors(unit):
            found = self.fields_of.get(base, {}).get(name) if base >= 0 else None
            if found is not None:
                return found, base
        return None, -1


def _binds(item: Import, language: str) -> str:
    """The name that an import makes visible in its file."""
    if item.name == "*" or (language == "csharp" and not item.alias):
        return "*"
    if item.alias and item.alias not in {".", "_"}:
        return item.alias
    if item.name:
        return item.name
    if language == "go":
        last = item.module.rsplit("/", 1)[-1]
        return item.module.rsplit("/", 2)[-2] if re.fullmatch(r"v\d+", last) and "/" in item.module else last
    return item.module.split(".", 1)[0] if language == "python" else item.module


def _spelled(variable: Variable) -> str:
    """The strings of a loading call as one dotted name that ends with the variable's own."""
    said = _STRINGS.findall(variable.value)
    return ".".join([*said[: said.index(variable.name)][:1], variable.name])


def _plain(base: str) -> str:
    """`JpaRepository<Order, Long>` and `Generic[T]` without their arguments; '' for what is no name (`metaclass=Meta`)."""
    found = _IDENTIFIER.match(base.lstrip("*& "))
    return found.group() if found and "=" not in base.split("(", 1)[0].split("<", 1)[0].split("[", 1)[0] else ""


def type_names(text: str) -> list[str]:
    """The names in a type as written, the outermost first: `Optional[Order]` gives Optional, Order."""
    return _IDENTIFIER.findall(text)
