"""What a text expression comes to: literals, concatenations, interpolations, and constants declared anywhere in the tree."""

from __future__ import annotations

import re

from skerry.read.frameworks._marks import pieces
from skerry.read.frameworks._view import View
from skerry.read.outline import Variable

_LITERAL = re.compile(r'([$@]*)("{3}|")(.*)\2$', re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][\w.]*$")
_NAMEOF = re.compile(r"nameof\(\s*(?:[\w.]*\.)?(\w+)\s*\)$")
_HOLE = re.compile(r"(?<!\{)\{([A-Za-z_][\w.]*)\}")
_DEPTH = 4


def text(view: View, expression: str, scope: int, depth: int = 0) -> str:
    """The text that an expression makes, with `{name}` where only running it would tell; '' where nothing is known."""
    parts = [_part(view, part, scope, depth) for part in pieces(expression.removeprefix("=>"), "+")]
    if not any(known for _, known in parts):
        return ""
    return "".join(part for part, _ in parts)


def _part(view: View, part: str, scope: int, depth: int) -> tuple[str, bool]:
    part = part.rpartition("??")[2].strip()  # what stands behind is what it is unless somebody sets it
    literal = _LITERAL.match(part)
    if literal:
        inner = literal.group(3)
        if "$" in literal.group(1):
            inner = _HOLE.sub(lambda hole: constant(view, hole.group(1), scope, depth) or hole.group(), inner)
            inner = inner.replace("{{", "{").replace("}}", "}")
        return inner, True
    named = _NAMEOF.match(part)
    if named:
        return named.group(1), True
    value = constant(view, part, scope, depth) if _NAME.match(part) else ""
    return value or f"{{{part.rpartition('.')[2]}}}", bool(value)


def constant(view: View, name: str, scope: int, depth: int = 0) -> str:
    """The text of a constant by its (dotted) name, '' where it is none."""
    if depth >= _DEPTH:
        return ""
    owner, _, last = name.rpartition(".")
    if owner:
        unit = view.resolve(owner, scope).unit
        found = view.declarations.field_of(unit, last) if unit >= 0 else None
    else:
        found = view.variable(scope, name) or _imported(view, name)
    return text(view, found.value, scope, depth + 1) if found is not None and '"' in found.value else ""


def _imported(view: View, name: str) -> Variable | None:
    for item in view.declarations.imports_of(view.file, name):
        unit = view.resolve(item.module, -1).unit
        if unit >= 0:
            return view.declarations.field_of(unit, name)
    return None
