"""With layout off, what folders, packages and namespaces are called must not matter: the cut is the same under random names."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from skerry.decompose.cut import Cutter
from skerry.decompose.field import Field
from skerry.decompose.granularity import granularity
from skerry.decompose.weigh import Evidence
from skerry.read.codebase import ReadOptions, read

STORIES = Path(__file__).parent.parent / "conformance" / "stories"
WITHOUT = frozenset({"layout", "history"})
FIXED = frozenset({"src", "main", "java"})  # where build tools look; not a name that people chose
CONTEXTS = {
    "billing": ("Invoice", "Payment", "Dunning"),
    "shipping": ("Parcel", "Carrier", "Label"),
    "accounts": ("Member", "Address", "Consent"),
    "search": ("Index", "Query", "Ranking"),
}

Tree = dict[str, str]
Parts = frozenset[frozenset[str]]


def _story(language: str) -> Tree:
    root = STORIES / language
    return {p.relative_to(root).as_posix(): p.read_text("utf-8") for p in sorted(root.rglob("*")) if p.is_file()}


def _java() -> Tree:
    tree: Tree = {}
    for context, nouns in CONTEXTS.items():
        for i, noun in enumerate(nouns):
            other = nouns[i - 1]
            base = f"src/main/java/shop/{context}"
            tree[f"{base}/{noun}.java"] = (
                f"package shop.{context};\n\nimport jakarta.persistence.Entity;\n\n@Entity\npublic class {noun} {{\n"
                f"    private Long id;\n    private {other} {other.lower()};\n}}\n"
            )
            tree[f"{base}/service/{noun}Service.java"] = (
                f"package shop.{context}.service;\n\nimport shop.{context}.{noun};\nimport shop.{context}.{other};\n\n"
                f"public class {noun}Service {{\n    public {noun} find{noun}({other} {other.lower()}) {{\n"
                f"        return new {noun}();\n    }}\n}}\n"
            )
    return tree


def _python() -> Tree:
    tree: Tree = {}
    for context, nouns in CONTEXTS.items():
        tree[f"shop/{context}/__init__.py"] = ""
        tree[f"shop/{context}/models.py"] = "from django.db import models\n\n" + "\n".join(
            f"class {noun}(models.Model):\n    {nouns[i - 1].lower()} = models.ForeignKey(\n"
            f'        "{context}.{nouns[i - 1]}", on_delete=models.CASCADE\n    )\n\n'
            for i, noun in enumerate(nouns)
        )
        for noun in nouns:
            tree[f"shop/{context}/{noun.lower()}_service.py"] = (
                f"from shop.{context}.models import {noun}\n\n\ndef create_{noun.lower()}(number):\n"
                f"    return {noun}.objects.create(number=number)\n"
            )
    return tree | {"shop/__init__.py": ""}


TREES: dict[str, Callable[[], Tree]] = {
    "java contexts": _java,
    "python contexts": _python,
    **{f"{p.name} story": (lambda name=p.name: _story(name)) for p in sorted(STORIES.iterdir()) if p.is_dir()},
}


class Renaming:
    """Random words for all folder names of a tree, in paths, imports, package statements and dotted names."""

    def __init__(self, tree: Tree, seed: int) -> None:
        chance = random.Random(seed)
        names = sorted({part for path in tree for part in path.split("/")[:-1]} - FIXED)
        letters = [chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in names]
        self.of = {name: f"{letter}w{chance.getrandbits(32):x}q" for name, letter in zip(names, letters, strict=True)}
        either = "|".join(map(re.escape, self.of))
        self._word = re.compile(rf"(?i)(?<![\w-])({either})(?![\w-])")
        self._qualifier = re.compile(rf"(?<![\w./])({either})(?=\.\w)")
        self._new = self.of | {name.lower(): new for name, new in self.of.items()}

    def path(self, path: str) -> str:
        *folders, name = path.split("/")
        return "/".join([*(self.of.get(folder, folder) for folder in folders), name])

    def text(self, text: str) -> str:
        return "\n".join(map(self._line, text.split("\n")))

    def _line(self, line: str) -> str:
        if re.match(r"\s*(package|import|from|namespace|using|module|export)\b|\s*(\w+ )?\"[\w./]+/\w+\"$", line):
            return self._word.sub(self._swap, line)
        return self._qualifier.sub(self._swap, line)

    def _swap(self, match: re.Match[str]) -> str:
        return self._new.get(match[1], self._new.get(match[1].lower(), match[1]))


def _cut(root: Path, tree: Tree, services: int) -> tuple[Parts, float]:
    for path, text in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    cutter = Cutter(Evidence(Field.of(read(root, ReadOptions(remember=False, history=False))), WITHOUT))
    cut = cutter.of(services) if services else cutter.at(1.0)
    parts: dict[int, set[str]] = {}
    for path, label in zip(cutter.field.paths, cut.labels.tolist(), strict=True):
        parts.setdefault(label, set()).add(path)
    return frozenset(map(frozenset, parts.values())), granularity(cutter)


@pytest.mark.parametrize("services", [0, 3])
@pytest.mark.parametrize("name", TREES)
def test_random_names_of_folders_give_the_same_cut(name: str, services: int, tmp_path: Path) -> None:
    tree = TREES[name]()
    before, fine = _cut(tmp_path / "before", tree, services)
    assert len(before) > 1
    for seed in (1, 2):
        new = Renaming(tree, seed)
        renamed = {new.path(path): new.text(text) for path, text in tree.items()}
        after, again = _cut(tmp_path / f"after{seed}", renamed, services)
        assert after == frozenset(frozenset(map(new.path, part)) for part in before)
        assert again == fine
