"""Which files the imports of a tree mean, and what each file binds and passes on by them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from skerry.read.heads import Heads
from skerry.read.languages import BY_NAME
from skerry.read.outline import GLOBAL, Import, Variable
from skerry.read.questions import Asked, Known

_STRINGS = re.compile(r"""["'`]([^"'`\n]*)["'`]""")


@dataclass
class Imports(Heads):
    """The heads of a tree with their imports understood."""

    def _asking(self) -> Asked:
        """From here on questions are gathered apart; what was gathered before, for `_asked`."""
        outer = self.questions.now
        self.questions.now = set()
        return outer

    def _asked(self, outer: Asked) -> Asked:
        found = self.questions.now
        self.questions.now = outer
        return found

    def imports_of(self, file: int, name: str) -> Sequence[Import]:
        """The imports of a file that bind a name; whole packages under `*`."""
        self.questions.now.add(("import", self.files[file].first, name))
        return self._bindings(file).get(name, ())

    def _bindings(self, file: int) -> Mapping[str, Sequence[Import]]:
        if file not in self._bound:
            bound: dict[str, list[Import]] = defaultdict(list)
            language = self.files[file].language
            for item in self.files[file].head.imports:
                bound[binds(item, language)].append(item)
            if language == "csharp":
                bound["*"] += self._of_project(self.files[file].path)
            self._bound[file] = dict(bound)
        return self._bound[file]

    def _of_project(self, path: str) -> Iterator[Import]:
        """The imports that hold for all files of the folder in which somebody says so, and below it."""
        folder = path
        while folder and self.global_imports:
            folder = folder.rpartition("/")[0]
            yield from self.global_imports.get(folder, ())

    @cached_property
    def global_imports(self) -> dict[str, list[Import]]:
        """C#'s global usings by folder. They are part of what every file is resolved under, so nobody notes that they asked."""
        found: dict[str, list[Import]] = defaultdict(list)
        for f in self.files:
            if f.language == "csharp":
                found[f.path.rpartition("/")[0]] += [i for i in f.head.imports if i.alias == GLOBAL]
        return {folder: items for folder, items in found.items() if items}

    @cached_property
    def _bound(self) -> dict[int, Mapping[str, Sequence[Import]]]:
        return {}

    @cached_property
    def _targets(self) -> dict[tuple[str, str, str, str], Known[list[str]]]:
        return {}

    def targets(self, file: int, item: Import) -> list[str]:
        """The paths of the files that an import means. Files of one folder share the answer, where the import is no relative one."""
        f = self.files[file]
        folder = f.path.rpartition("/")[0]
        alike = not item.module.startswith(".") and f.language != "csharp"  # there the namespace around counts
        here = (f"{folder}/-" if folder else "-") if alike else f.path
        key = (f.language, here, item.module, item.name)
        if key not in self._targets:
            outer = self._asking()
            found = BY_NAME[f.language].imported(item, here, self.places)
            self._targets[key] = Known([path for path in found if path in self.by_path], self._asked(outer))
        known = self._targets[key]
        self.questions.now.add(known)
        return known.answer

    def _loaded(self, file: int, name: str) -> str:
        """What a file's variable spells whose value a call fetches by strings, '' for others: `Line = get_model("order", "Line")` gives
        `order.Line`."""
        self.questions.now.add(("field", self.files[file].first, name))
        return self._loads(file).get(name, "")

    def _loads(self, file: int) -> Mapping[str, str]:
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

    def _passed_on(self, file: int) -> list[int]:
        """The files all of whose names a file offers too."""
        known = self._stars.get(file)
        if known is None:
            outer = self._asking()
            found = list[int]()
            if self.files[file].language not in {
                "java",
                "csharp",
                "go",
            }:  # a wildcard there opens names to this file only
                for item in self.imports_of(file, "*"):
                    found += [self.by_path[path] for path in self.targets(file, item) if self.by_path[path] != file]
            known = self._stars[file] = Known(found, self._asked(outer))
        self.questions.now.add(known)
        return known.answer

    @cached_property
    def _stars(self) -> dict[int, Known[list[int]]]:
        return {}


def binds(item: Import, language: str) -> str:
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
