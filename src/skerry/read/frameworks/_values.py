"""What an expression as written is worth: its parts, the text it stands for, the class it means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.read.declarations import UNKNOWN, Target
from skerry.read.frameworks._view import View
from skerry.read.outline import Scope, Variable

_PIECE = re.compile(r"""(["'`])((?:\\.|(?!\1)[^\\])*)\1|([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)""", re.DOTALL)
_HOLE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_HOLES = re.compile(r"(?<=/)[:*]([A-Za-z_]\w*)(?:\([^)]*\))?[?+*]?")
_CREATED = re.compile(r"(?:new\s+|&\s*)?([A-Za-z_$][\w$.]*)\s*(?:<[^>(]*>)?\s*[({]")
_CALLS = re.compile(r"[(\[{]|=>|^(await|new|function|func)\b")
_OPEN, _CLOSE = "([{", ")]}"
_SIGNS = re.compile(r"""["'`,()\[\]{}]""")
_OTHERWISE = re.compile(r"\|\||\?\?")
_DEPTH = 4  # constants that stand for constants


def split(args: str) -> list[str]:
    """The arguments in an argument text, at commas outside of brackets and quotes; the last may be cut."""
    parts, depth, quote, start = list[str](), 0, "", 0
    for sign in _SIGNS.finditer(args):
        i, letter = sign.start(), sign.group()
        if quote:
            quote = "" if letter == quote and args[i - 1] != "\\" else quote
        elif letter in "\"'`":
            quote = letter
        elif letter in _OPEN or letter in _CLOSE:
            depth += 1 if letter in _OPEN else -1
        elif letter == "," and depth == 0:
            parts.append(args[start:i].strip())
            start = i + 1
    last = args[start:].strip()
    return [*parts, last] if last else parts


def text(view: View, expression: str, scope: int = -1, depth: int = _DEPTH) -> str:
    """The text that an expression stands for: literals, templates and sums of them, constants of this tree.

    What only running it would tell becomes `{name}`; '' where nothing is known at all.
    """
    expression = _OTHERWISE.split(expression)[
        -1
    ].strip()  # `process.env.QUEUE || "orders"` is `orders` unless somebody sets it
    if not expression or expression[0] in "[{(" or not depth or _CALLS.search(_PIECE.sub(_bare, expression)):
        return ""
    found, known = [], False
    for quote, literal, name in _PIECE.findall(expression):
        if quote:
            found.append(_HOLE.sub(lambda m: text(view, m.group(1), scope, depth - 1) or _hole(m.group(1)), literal))
            known = True
        else:
            value = constant(view, name, scope)
            inner = text(view, value.value, scope, depth - 1) if value is not None else ""
            found.append(inner or _hole(name))
            known = known or bool(inner)
    return "".join(found) if known else ""


def _bare(piece: re.Match[str]) -> str:
    return "" if piece.group(1) else piece.group()


def _hole(expression: str) -> str:
    last = re.findall(r"\w+", expression)
    return "{" + (last[-1] if last else "x") + "}"


def constant(view: View, name: str, scope: int = -1) -> Variable | None:
    """The variable that a (dotted) name means, also an enum's member, another file's constant or an object's entry."""
    head, _, last = name.rpartition(".")
    if not head:
        return view.variable(scope, name) or _imported(view, name)
    owner = view.resolve(head, scope)
    if owner.unit >= 0:
        found = view.declarations.field_of(owner.unit, last) or _in_package(view, owner.unit, last)
        if found is not None:
            return found
    holder = constant(view, head, scope) if head != name else None
    return _entry(holder, last) if holder is not None else None


def _imported(view: View, name: str) -> Variable | None:
    for item in view.declarations.imports_of(view.file, name):
        for path in view.declarations.targets(view.file, item):
            found = _exported(view, view.declarations.by_path[path], item.name or name, frozenset())
            if found is not None:
                return found
    return None


def _exported(view: View, file: int, name: str, seen: frozenset[int]) -> Variable | None:
    """A file's variable, also one that it exports from other files; `seen` ends cycles."""
    declarations = view.declarations
    own = declarations.own_field(declarations.files[file].first, name)
    if own is not None or file in seen or len(seen) > _DEPTH or view.language == "go":
        return own
    for item in (*declarations.imports_of(file, name), *declarations.imports_of(file, "*")):
        for path in declarations.targets(file, item):
            inner = name if item.name == "*" else item.name
            found = _exported(view, declarations.by_path[path], inner, seen | {file}) if inner else None
            if found is not None:
                return found
    return None


def _in_package(view: View, unit: int, name: str) -> Variable | None:
    """A module's constant; a Go package's may stand in any file of its folder."""
    declarations = view.declarations
    if declarations.units[unit].parent >= 0:
        return None
    if view.language != "go":
        return _exported(view, declarations.file_index[unit], name, frozenset())
    folder = declarations.units[unit].path.rpartition("/")[0]
    for path in declarations.places.in_folder(folder):
        found = declarations.own_field(declarations.files[declarations.by_path[path]].first, name)
        if found is not None:
            return found
    return None


def _entry(holder: Variable, key: str) -> Variable | None:
    """One entry of an object literal that a constant holds, as a variable of its own."""
    found = re.search(rf"(?<![\w.]){re.escape(key)}\s*:\s*(\"[^\"]*\"|'[^']*'|`[^`]*`|[\w.$]+)", holder.value)
    return Variable(holder.scope, "field", key, "", found.group(1), holder.line) if found else None


def route(*parts: str) -> str:
    """Parts of a path put together, with `{name}` for `:name`: `orders` and `:id` give `/orders/{id}`."""
    joined = "/" + "/".join(part.strip("/") for part in parts if part.strip("/"))
    return _HOLES.sub(r"{\1}", joined)


def handler(view: View, expression: str, scope: int) -> int:
    """The unit of a function that is handed over: `create`, `controller.create.bind(c)`, `wrap(h.Create)`; -1 if unknown."""
    for name in reversed(
        re.findall(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*", re.sub(r"\.bind\(.*|\bnew\s+", "", expression))
    ):
        unit = member(view, name, scope)
        if unit >= 0 and view.declarations.units[unit].kind == "function":
            return unit
    return -1


def evidence(view: View, unit: int, line: int) -> int:
    """The line that shows a fact of a unit: `line` of this file, or where the unit is declared if that is another one."""
    here = view.declarations.file_index[unit] == view.file
    return line if here else view.declarations.units[unit].line


def member(view: View, name: str, scope: int) -> int:
    """The unit that a possibly dotted name means, through the types of variables and fields; -1 if unknown."""
    found = view.resolve(name, scope)
    if found.unit >= 0:
        return found.unit
    head, _, last = name.rpartition(".")
    if not head:
        owner = view.owner(scope) if scope >= 0 else -1
        return view.declarations.member(owner, last) if owner >= 0 else _local_function(view, name, scope)
    unit = view.owner(scope) if head in {"this", "self"} else view.class_of(head, scope).unit
    return view.declarations.member(unit, last) if unit >= 0 else -1


def _local_function(view: View, name: str, scope: int) -> int:
    while scope >= 0:
        found = view.declarations.own_member(view.unit(scope), name)
        if found >= 0:
            return found
        scope = view.scopes[scope].parent
    return -1


def inline(view: View, name: str, scope: int, line: int, end: int = 3) -> int:
    """The unit of the function that stands in a call's arguments, by the name that the outline gives it; -1 if there is none."""
    for i, s in enumerate(view.scopes):
        if s.name == name and s.parent == scope and line <= s.line <= line + end:
            return view.unit(i)
    return -1


def created(view: View, expression: str, scope: int) -> tuple[str, Target]:
    """The class of the value that an expression hands over: `new OrderPlaced(...)`, `&Order{...}`, `order`; name and unit."""
    expression = expression.strip().removeprefix("await ")
    made = _CREATED.match(expression)
    if made is not None:
        found = view.resolve(made.group(1), scope)
        declared = view.declarations.scope(found.unit) if found.unit >= 0 else None
        if declared is not None and declared.kind == "function":
            return _named(view, view.returned(found.unit))
        return made.group(1).rpartition(".")[2], found
    name = re.match(r"[&*]?([A-Za-z_$][\w$.]*)$", expression)
    if name is None:
        return "", UNKNOWN
    found = view.class_of(name.group(1), scope)
    return _named(view, found)


def _named(view: View, found: Target) -> tuple[str, Target]:
    return (view.declarations.units[found.unit].name, found) if found.unit >= 0 else ("", UNKNOWN)


def methods(view: View, owner: int) -> Iterator[tuple[int, Scope]]:
    """The functions directly in a class scope."""
    return ((i, s) for i, s in enumerate(view.scopes) if s.parent == owner and s.kind == "function")


def imports(view: View, *prefixes: str) -> bool:
    """Whether the file imports a module with one of these prefixes."""
    return any(item.module.startswith(prefixes) for item in view.head.imports)


def snake(name: str) -> str:
    """`OrderItem` as `order_item`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def plural(word: str) -> str:
    """The English plural by rule, as object mappers make it."""
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(s|x|z|ch|sh)$", word) else "s")
