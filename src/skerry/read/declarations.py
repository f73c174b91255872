"""Everything that the files of a tree declare, and what a name means where it is used.

Resolution follows the language as far as text can: enclosing scopes, the file, its imports (through re-exports), its package, and last
a name that the whole tree declares only once, which is trusted less. Nothing here looks at a body, so the table stays valid while only
bodies change.

What is worked out is remembered with the questions that it took, and whoever asks again asks those too. No answer depends on what was
asked before it: cycles end at a depth or with the way that ran into them, and such half answers are not remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from skerry.read.heads import UNKNOWN, FileHead, Target
from skerry.read.imports import Imports
from skerry.read.languages import BY_NAME, CLASSES
from skerry.read.outline import Import, Variable
from skerry.read.questions import Known

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_DEPTH = 6  # re-exports of re-exports followed; also how many levels of bases

_Seen = set[tuple[int, str]]

__all__ = ["UNKNOWN", "Declarations", "FileHead", "Target", "type_names"]


@dataclass
class Declarations(Imports):
    """All heads of a tree with what their names mean."""

    _names: dict[tuple[int, str], Known[Target]] = field(default_factory=dict, repr=False)
    _meanings: dict[tuple[int, str, int, int], Known[Target]] = field(default_factory=dict, repr=False)
    _exports: dict[tuple[int, str], Known[Target]] = field(default_factory=dict, repr=False)
    _bases: dict[tuple[int, int], Known[list[tuple[str, int]]]] = field(default_factory=dict, repr=False)
    tables: dict[str, Any] = field(default_factory=dict, repr=False)  # see `Derived`
    _level: int = _DEPTH  # how many bases may still be looked for while bases are looked for
    _met: bool = False  # a way through re-exports ran into itself

    # -- what names mean ---------------------------------------------------------------------------------------------

    def resolve(self, file: int, name: str, around: int = -1) -> Target:
        """What `name` (dotted or not) means in a file, seen from the unit `around`."""
        holder = self.holder(around) if around >= 0 else -1
        key = (file, name, holder, self._level)
        known = self._meanings.get(key)
        if known is None:
            outer = self._asking()
            target = self._meaning(file, name, holder)
            known = self._meanings[key] = Known(target, self._asked(outer))
        self.questions.now.add(known)
        return known.answer

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
            found = self.own_member(holder, name)
            if found >= 0 and self.units[found].kind in CLASSES:
                return Target(found, 1.0)
            holder = self._holders[self.units[holder].parent]
        return UNKNOWN

    def _visible(self, file: int, name: str) -> Target:
        key = (file, name)
        known = self._names.get(key)
        if known is None:
            outer = self._asking()
            target = self._look(file, name)
            known = self._names[key] = Known(target, self._asked(outer))
        self.questions.now.add(known)
        return known.answer

    def _look(self, file: int, name: str) -> Target:
        f = self.files[file]
        own = self.own_member(f.first, name)
        if own >= 0:
            return Target(own, 1.0)
        imports = self.imports_of(file, name)
        for item in imports:
            found = self._through(file, item)
            if found.unit >= 0:
                return found
        if imports:
            return self.by_string(self._loaded(file, name))  # it comes from outside of this tree
        found = self._beside(f, name) if BY_NAME[f.language].one_namespace else UNKNOWN
        if found.unit < 0:
            found = self._opened(file, name)
        if found.unit >= 0:
            return found
        loaded = self._loaded(file, name)
        if loaded:
            return self.by_string(loaded)
        return self._only_one(f.language, name)

    def _beside(self, f: FileHead, name: str) -> Target:
        """What the file's own package declares; in C# also the namespaces around it."""
        if f.language == "go":
            found = self._in_space("go", f.path.rpartition("/")[0], name)
            return Target(found, 1.0) if found >= 0 else UNKNOWN
        space = f.head.package
        while space:
            found = self._in_space(f.language, space, name)
            if found >= 0:
                return Target(found, 1.0)
            space = space.rpartition(".")[0] if f.language == "csharp" else ""
        return UNKNOWN

    def _in_space(self, language: str, space: str, name: str) -> int:
        """What the files of a package (in Go: of a folder) declare under a name, -1 if nothing."""
        self.questions.note("space", f"{language} {space}", name)
        if language == "go":
            self.questions.note("go", space)
        return self._space(language, space).get(name, -1)

    def _space(self, language: str, name: str) -> Mapping[str, int]:
        if (language, name) not in self._spaces:
            found: dict[str, int] = {}
            for path in (self.places.in_folder if language == "go" else self.places.in_package)(name):
                f = self.files[self.by_path[path]]
                for declared, unit in self._members.get(f.first, {}).items() if f.language == language else ():
                    found.setdefault(declared, unit)
            self._spaces[language, name] = found
        return self._spaces[language, name]

    @cached_property
    def _spaces(self) -> dict[tuple[str, str], Mapping[str, int]]:
        return {}

    def _opened(self, file: int, name: str) -> Target:
        """What a wildcard import brings: of a whole package, of one file, or of a class."""
        language = self.files[file].language
        for item in self.imports_of(file, "*"):
            # a package, not a file or class
            whole = item.name == "*" and bool(self.places.in_package(item.module))
            unit = self._in_space(language, item.module, name) if whole else -1
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
        file = self.files[self.by_path[path]].first
        for opened in (item.module.rpartition(".")[2], item.name):
            owner = self.own_member(file, opened)
            found = self.own_member(owner, name) if owner >= 0 else -1
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

        Only a whole way is remembered, and where it met itself it serves those alone who begin with it: what is found in the middle
        of a way depends on where that began.
        """
        key = (file, name)
        known = self._exports.get(key)
        if known is not None and (seen is None or known.whole):
            self.questions.now.add(known)
            return known.answer
        if seen is None:
            return self._whole(key)
        if key in seen:
            self._met = True
            return UNKNOWN
        seen.add(key)
        return self._export(file, name, seen)

    def _whole(self, key: tuple[int, str]) -> Target:
        outer, met = self._asking(), self._met
        self._met = False
        target = self._export(*key, {key})
        known = self._exports[key] = Known(target, self._asked(outer), not self._met)
        self._met = met
        self.questions.now.add(known)
        return target

    def _export(self, file: int, name: str, seen: _Seen) -> Target:
        first = self.files[file].first
        own = self._offered(file, name)
        if own >= 0:
            return Target(own, 1.0)
        if name == "default":
            classes = [u for u in self.members(first).values() if self.units[u].kind in CLASSES]
            if len(classes) == 1:
                return Target(classes[0], 0.9)
        return self._visible_export(file, name, seen)

    def _visible_export(self, file: int, name: str, seen: _Seen) -> Target:
        for item in self._bindings(file).get(name, ()):
            found = self._through(file, item, seen)
            if found.unit >= 0:
                return found
        loaded = self._loads(file).get(name, "")
        if loaded:
            return self.by_string(loaded)
        for other in self._passed_on(file):
            found = self._exported(other, name, seen)
            if found.unit >= 0:
                return found
        return UNKNOWN

    def _offered(self, file: int, name: str) -> int:
        """A file's own member, looked up for others. One question for all the files on a way: does any bind the name otherwise now?"""
        self.questions.note("top", name)
        if self.files[file].language == "go":
            self.questions.note("go", self.files[file].path.rpartition("/")[0])
        return self._members[self.files[file].first].get(name, -1) if self.files[file].first in self._members else -1

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
            unit = self.own_member(self.files[self.by_path[path]].first, name)
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
        if len(name) <= 3 or not name[:1].isupper():
            return UNKNOWN
        found = self.types_named(name)
        if len(found) == 1 and self.units[found[0]].language == language:
            return Target(found[0], 0.6)
        return UNKNOWN

    def by_string(self, text: str) -> Target:
        """A class that a string names: `Product`, `catalogue.Product`; of several, the one whose path has the qualifier."""
        qualifier, _, name = text.rpartition(".")
        found = self.types_named(name)
        if len(found) > 1 and qualifier:
            parts = frozenset(qualifier.lower().split("."))
            found = [u for u in found if parts <= frozenset(self.units[u].path.lower().replace(".", "/").split("/"))]
            ending = "/" + qualifier.lower().replace(".", "/")
            exact = [u for u in found if f"/{self.units[u].path.lower().rpartition('.')[0]}".endswith(ending)]
            found = exact if len(exact) == 1 else found
        concrete = [u for u in found if self.units[u].kind != "interface"]
        return Target(concrete[0], 0.8 if qualifier else 0.6) if len(concrete) == 1 else UNKNOWN

    # -- classes -----------------------------------------------------------------------------------------------------

    def bases(self, unit: int) -> list[tuple[str, int]]:
        """Direct bases: the name as written without type arguments, and its unit or -1."""
        if not self._level:
            return []  # a class inside of its own base ends here
        key = (unit, self._level)
        if key not in self._bases:
            outer = self._asking()
            self._level -= 1
            found = self._look_bases(unit)
            self._level += 1
            self._bases[key] = Known(found, self._asked(outer))
        known = self._bases[key]
        self.questions.now.add(known)
        return known.answer

    def _look_bases(self, unit: int) -> list[tuple[str, int]]:
        scope = self.scope(unit)
        file, parent = self.file_index[unit], self.units[unit].parent
        names = [_plain(b) for b in scope.bases] if scope is not None and scope.kind != "function" else []
        return [(name, self.resolve(file, name, parent).unit) for name in names if name]

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
        found = self.own_member(unit, name)
        if found >= 0:
            return found
        for _, base in self.ancestors(unit):
            found = self.own_member(base, name) if base >= 0 else -1
            if found >= 0:
                return found
        return -1

    def field_of(self, unit: int, name: str) -> Variable | None:
        """A field of a class or of its nearest base that has it."""
        return self.field_and_owner(unit, name)[0]

    def field_and_owner(self, unit: int, name: str) -> tuple[Variable | None, int]:
        """The field, and the class that declares it: there the names in its type mean something."""
        found = self.own_field(unit, name)
        if found is not None:
            return found, unit
        for _, base in self.ancestors(unit):
            found = self.own_field(base, name) if base >= 0 else None
            if found is not None:
                return found, base
        return None, -1


def _plain(base: str) -> str:
    """`JpaRepository<Order, Long>` and `Generic[T]` without their arguments; '' for what is no name (`metaclass=Meta`)."""
    found = _IDENTIFIER.match(base.lstrip("*& "))
    return found.group() if found and "=" not in base.split("(", 1)[0].split("<", 1)[0].split("[", 1)[0] else ""


def type_names(text: str) -> list[str]:
    """The names in a type as written, the outermost first: `Optional[Order]` gives Optional, Order."""
    return _IDENTIFIER.findall(text)
