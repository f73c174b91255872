"""A small tree in five languages, and edits by chance of the kinds that people make."""

# ruff: noqa: E501 - texts of files stand as they are

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

STORIES = Path(__file__).parents[1] / "conformance" / "stories"
CODE = (".py", ".java", ".ts", ".cs", ".go", ".js", ".sql")

# What the stories lack: rings of re-exports, methods outside of their types, bases inside of classes, packages within packages.
_MORE = {
    "python/shop/ring/__init__.py": "from .a import *\nfrom .b import *\n",
    "python/shop/ring/a.py": "from .b import *\nfrom shop.catalog.models import Product as Ware\n\n\nclass Alpha(Ware):\n    pass\n",
    "python/shop/ring/b.py": "from . import *\nfrom .a import Alpha as Beta\n\n\nclass Inner(Beta):\n    class Meta(Beta.Meta):\n        app_label = 'x'\n",
    "python/shop/ring/use.py": "from shop.ring import Alpha, Beta, Ware\nfrom shop import ring\n\n\ndef go(a: Ware):\n    ring.Inner().save()\n    return Beta.objects.get(pk=a.pk)\n",
    "typescript/src/ring/index.ts": "export * from './one'\nexport * from './two'\nexport { Order as Bestellung } from '../ordering/order.entity'\n",
    "typescript/src/ring/one.ts": "export * from './two'\nexport class One { total(): number { return 1 } }\n",
    "typescript/src/ring/two.ts": "export * from '.'\nexport default class Two extends One { one: One }\n",
    "typescript/src/ring/use.ts": "import Zwei, { One, Bestellung } from './index'\nimport * as all from '.'\n"
    "export function run(one: One) { one.total(); new Zwei(); all.fly(); return new Bestellung() }\n",
    "typescript/src/old.js": "function Cart() {}\nCart.prototype.fill = function (x) { return x.settle() }\nmodule.exports = { Cart }\n",
    "go/ordering/more.go": "package ordering\n\nfunc (o *Order) Settle() int { return o.Count() }\n\nfunc (o *Order) Count() int { return 1 }\n",
    "csharp/Ordering/More.cs": "using Shop.Catalog;\nnamespace Shop.Ordering.Deep\n{\n    class Far { Product p; class Near : Far { OrderService s; } }\n}\n",
    "java/src/main/java/shop/ordering/Outer.java": "package shop.ordering;\n\nimport shop.catalog.*;\n\n"
    "class Outer { class Inner { Product p; } static class Base { void flow() {} } }\nclass Low extends Outer.Base { void go() { flow(); } }\n",
    "sql/V1__first.sql": "create table orders (id int primary key, total int);\ncreate view v as select * from orders;\n",
}  # fmt: skip


def made(folder: Path) -> Path:
    """The stories and what they lack."""
    shutil.copytree(STORIES, folder, dirs_exist_ok=True)
    for path, text in _MORE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def edit(tree: Path, chance: random.Random) -> str:
    """One edit; says which. Every edit leaves files with another size or time."""
    files = sorted(path for path in tree.rglob("*.*") if path.suffix in CODE)
    path, how = chance.choice(files), chance.choice(_HOW)
    how(path, files, chance)
    return f"{how.__name__.strip('_')} {path.relative_to(tree)}"


def _rename(path: Path, _: list[Path], chance: random.Random) -> None:
    """One name, in this file alone."""
    words = sorted(set(re.findall(r"[A-Za-z_]{4,}", path.read_text())))
    if words:
        word = chance.choice(words)
        _write(path, re.sub(rf"\b{word}\b", word + chance.choice(["X", "Order", "s"]), path.read_text()))


def _become(path: Path, files: list[Path], chance: random.Random) -> None:
    """One name becomes another that is in use."""
    words = sorted(set(re.findall(r"[A-Za-z_]{4,}", path.read_text())))
    others = sorted(set(re.findall(r"\b[A-Z][A-Za-z_]{3,}", chance.choice(files).read_text())))
    if words and others:
        _write(path, re.sub(rf"\b{chance.choice(words)}\b", chance.choice(others), path.read_text()))


def _cut(path: Path, _: list[Path], chance: random.Random) -> None:
    """Some lines go: a method, an import, half a class."""
    lines = path.read_text().splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    del lines[at : at + chance.choice([1, 1, 3, 8])]
    _write(path, "".join(lines))


def _paste(path: Path, files: list[Path], chance: random.Random) -> None:
    """Some lines come, from another file of the language."""
    lines = path.read_text().splitlines(keepends=True)
    others = [other for other in files if other.suffix == path.suffix]
    source = chance.choice(others).read_text().splitlines(keepends=True)
    start, at = chance.randrange(len(source) + 1), chance.randrange(len(lines) + 1)
    _write(path, "".join([*lines[:at], *source[start : start + chance.choice([1, 3, 12])], *lines[at:]]))


def _swap(path: Path, _: list[Path], chance: random.Random) -> None:
    """The two halves of a file change places."""
    lines = path.read_text().splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    _write(path, "".join([*lines[at:], *lines[:at]]))


def _add(path: Path, files: list[Path], chance: random.Random) -> None:
    """A declaration, at either end; called like one that is there, or not."""
    name = chance.choice(["Fresh", "Order", "Product", "One", "Two", "Alpha", chance.choice(files).stem])
    if name.isidentifier():
        text = chance.choice(_DECLARED[path.suffix]).format(name=name)
        old = path.read_text()
        _write(path, old + "\n" + text if chance.random() < 0.6 else text + old)


_DECLARED = {
    ".py": ["class {name}:\n    pass\n", "def {name}(x):\n    return x.save()\n", "from shop.ring import {name}\n",
            "from shop.{name} import *\n", "{name} = get_model('catalogue', '{name}')\n", "class {name}(models.Model):\n    n = models.IntegerField()\n",
            "from flask import {name}\n"],
    ".java": ["class {name} {{ void settle() {{}} }}\n", "import shop.catalog.{name};\n", "@Entity class {name} {{ int n; }}\n"],
    ".ts": ["export class {name} {{ settle() {{}} }}\n", "export * from './{name}'\n", "import {{ {name} }} from '.'\n"],
    ".js": ["class {name} {{ settle() {{}} }}\n", "const {name} = require('./{name}')\n"],
    ".cs": ["class {name} {{ void Settle() {{}} }}\n", "using Shop.{name};\n", "namespace Shop.{name} {{ class Bin {{}} }}\n"],
    ".go": ["type {name} struct {{ n int }}\n", "func {name}() int {{ return 1 }}\n", "func (x *{name}) Settle() {{}}\n",
            "import \"example.com/shop/{name}\"\n"],
    ".sql": ["create table {name} (id int);\n", "drop table {name};\n"],
}  # fmt: skip


def _delete(path: Path, _: list[Path], chance: random.Random) -> None:
    path.unlink()


def _copy(path: Path, files: list[Path], chance: random.Random) -> None:
    """To another folder, or under another name."""
    target = chance.choice(files).parent / chance.choice([path.name, f"other{path.suffix}", f"index{path.suffix}"])
    _write(target, path.read_text())


def _move(path: Path, files: list[Path], chance: random.Random) -> None:
    _copy(path, files, chance)
    path.unlink()


def _comment(path: Path, _: list[Path], chance: random.Random) -> None:
    """All lines move."""
    _write(
        path,
        ("# one\n\n" if path.suffix == ".py" else "-- one\n\n" if path.suffix == ".sql" else "// one\n\n")
        + path.read_text(),
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text)


_HOW: tuple[Callable[[Path, list[Path], random.Random], None], ...] = (
    _rename, _rename, _become, _become, _cut, _cut, _paste, _paste, _swap, _add, _add, _add, _delete, _copy, _move, _comment,
)  # fmt: skip
