"""Adds to an inventory the functions of a Django project that are or hold an atomic block, as Python's own `ast` sees them.

python benchmarks/accuracy/atomic_inventory.py SOURCE INVENTORY.json
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

_TESTS = {"tests", "test", "testing"}


def functions(root: Path) -> Iterator[tuple[str, str]]:
    """Path and name of each function that has `atomic` as decorator or begins a block with it."""
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root)
        if _TESTS & set(place.parts) or path.name.startswith("test_") or path.name == "conftest.py":
            continue
        text = path.read_text(errors="replace")
        if "atomic" not in text:
            continue
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        yield from ((str(place), name) for name in _inside(tree, path.name, _names(tree)))


def _names(tree: ast.Module) -> set[str]:
    """What the file calls `atomic`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db"):
            for item in node.names:
                bound = item.asname or item.name
                found |= (
                    {f"{bound}.atomic"} if item.name == "transaction" else {bound} if item.name == "atomic" else set()
                )
    return found


def _inside(node: ast.AST, around: str, names: set[str]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        inner = around
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = child.name
            if any(_atomic(decorator, names) for decorator in child.decorator_list):
                yield inner
        if isinstance(child, ast.With | ast.AsyncWith) and any(_atomic(i.context_expr, names) for i in child.items):
            yield around
        yield from _inside(child, inner, names)


def _atomic(node: ast.expr, names: set[str]) -> bool:
    if isinstance(node, ast.Call):
        if ast.unparse(node.func) == "method_decorator" and node.args:
            return _atomic(node.args[0], names)
        node = node.func
    return ast.unparse(node) in names


def main() -> None:
    inventory = Path(sys.argv[2])
    known = json.loads(inventory.read_text()) if inventory.exists() else {}
    found = sorted(set(functions(Path(sys.argv[1]))))
    known["transactions"] = [{"path": path, "name": name} for path, name in found]
    inventory.write_text(json.dumps(known, separators=(",", ":"), sort_keys=True))


if __name__ == "__main__":
    main()
