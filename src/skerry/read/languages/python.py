"""Python: classes, functions, decorators, imports, calls, assignments."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import dirname

import tree_sitter_python
from tree_sitter import Node

from skerry.read.languages._language import Language, Reading
from skerry.read.outline import Import, Mark
from skerry.read.places import PACKAGE, Places

_QUERY = """
(class_definition) @class
(function_definition) @function
(import_statement) @import
(import_from_statement) @import_from
(call) @call
(assignment) @assignment
(augmented_assignment left: (identifier)) @augmented
(for_statement left: (identifier) right: [(call) (attribute) (identifier)]) @loop
(with_item value: (as_pattern)) @with
((subscript value: [(attribute) (identifier)]) @item (#match? @item "^(os[.])?environ."))
(string) @string
(argument_list (identifier) @use)
(keyword_argument value: (identifier) @use)
(assignment right: (identifier) @use)
(attribute object: (identifier) @use)
(list (identifier) @use)
(tuple (identifier) @use)
(dictionary (pair value: (identifier) @use))
(type (identifier) @use)
(type (attribute) @use)
(generic_type (identifier) @use)
(except_clause (identifier) @use)
(return_statement (identifier) @use)
(raise_statement (identifier) @use)
"""

# Calls whose whole argument text is kept: routes stand in one another.
_WHOLE = frozenset(["path", "re_path", "url", "include", "Mount", "Router", "add_periodic_task"])


def _marks(r: Reading, node: Node) -> list[Mark]:
    outer = node.parent
    if outer is None or outer.type != "decorated_definition":
        return []
    marks = []
    for decorator in outer.children:
        if decorator.type == "decorator":
            value = decorator.child(1)
            called = value is not None and value.type == "call"
            name = r.child(value, "function") if called and value else r.text(value)
            args = r.inner(value.child_by_field_name("arguments"), 400) if called and value else ""
            marks.append(Mark(name, args, decorator.start_point[0] + 1))
    return marks


def _class(r: Reading, node: Node) -> None:
    bases = node.child_by_field_name("superclasses")
    names = [r.text(base, 200) for base in bases.named_children if base.type != "comment"] if bases else []
    r.open("class", r.child(node, "name"), node, names, _marks(r, node))


def _function(r: Reading, node: Node) -> None:
    returns = r.child(node, "return_type", 200)
    r.open("function", r.child(node, "name"), node, (), _marks(r, node), returns)
    parameters = node.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters else ():
        if parameter.type in {"typed_parameter", "typed_default_parameter", "identifier", "default_parameter"}:
            named = parameter.child_by_field_name("name") or (
                parameter if parameter.type == "identifier" else parameter.child(0)
            )
            value = r.child(parameter, "value", 200)
            r.variable("param", parameter, r.text(named), r.child(parameter, "type", 200), value)


def _import(r: Reading, node: Node) -> None:
    for name in node.named_children:
        if name.type == "aliased_import":
            r.import_(node, r.child(name, "name"), "", r.child(name, "alias"))
        else:
            r.import_(node, r.text(name))


def _import_from(r: Reading, node: Node) -> None:
    module = r.child(node, "module_name")
    for name in node.children_by_field_name("name"):
        if name.type == "aliased_import":
            r.import_(node, module, r.child(name, "name"), r.child(name, "alias"))
        else:
            r.import_(node, module, r.text(name))
    if any(child.type == "wildcard_import" for child in node.children):
        r.import_(node, module, "*")


def _call(r: Reading, node: Node) -> None:
    function = node.child(0)
    if function is None or function.type not in {"attribute", "identifier"}:
        return
    receiver, _, name = r.text(function).rpartition(".")
    name = name.strip()
    args = r.inner(node.child(1), 20_000) if name in _WHOLE else r.inner(node.child(1))
    r.call(node, receiver[:200].rstrip(), name, args)


def _assignment(r: Reading, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None:
        return
    type_ = r.child(node, "type", 200)
    if left.type == "identifier":
        if r.scope < 0 or r.in_class:
            r.variable("field", node, r.text(left), type_, r.text(right, 20_000))
        elif type_ or (right is not None and right.type in {"call", "await", "attribute", "identifier"}):
            r.variable("local", node, r.text(left), type_, r.text(right, 200))
    elif left.type == "pattern_list" and right is not None and right.type == "call":
        for name in left.named_children if r.scope < 0 else left.named_children[:1]:
            r.variable("field" if r.scope < 0 else "local", node, r.text(name), type_, r.text(right, 400))
    elif left.type == "attribute" and r.scope >= 0 and r.child(left, "object") == "self":
        r.variable("local", node, r.text(left), type_, r.text(right, 200))


def _augmented(r: Reading, node: Node) -> None:
    """`urlpatterns += [...]` says more of a module's variable; elsewhere it says nothing of a type."""
    if r.scope < 0 or r.in_class:
        r.variable("field", node, r.child(node, "left"), "", r.child(node, "right", 20_000))


def _loop(r: Reading, node: Node) -> None:
    """The variable of a loop is an element of what is gone through."""
    if r.scope >= 0 and not r.in_class:
        r.variable("local", node, r.child(node, "left"), "", r.child(node, "right", 200) + "[0]")


def _with(r: Reading, node: Node) -> None:
    value = node.child_by_field_name("value")
    target = value.child_by_field_name("alias") if value is not None else None
    if value is not None and target is not None and r.scope >= 0 and not r.in_class:
        r.variable("local", node, r.text(target, 200), "", r.text(value.child(0), 200))


def _item(r: Reading, node: Node) -> None:
    """`os.environ["KEY"]` asks as a call does."""
    r.call(node, r.child(node, "value"), "__getitem__", r.child(node, "subscript", 200))


def _string(r: Reading, node: Node) -> None:
    start, end = node.start_byte, node.end_byte
    if end - start < 5 or end - start > 8_100:  # nothing that short or long is kept
        return
    parent = node.parent
    if parent is not None and parent.type == "expression_statement":
        return
    text = r.between(start, end)
    bare = text.lstrip("rRbBuU")
    if bare[0] in "\"'":
        quote = 3 if bare[1] == bare[0] == bare[2] else 1
        r.string(node, bare[quote:-quote])
    else:
        r.string(node, "".join(r.text(part) for part in node.named_children if part.type == "string_content"))


def _use(r: Reading, node: Node) -> None:
    name = r.text(node)
    if name not in {"self", "cls"}:
        r.use(node, name)


def imported(item: Import, here: str, places: Places) -> Sequence[str]:
    """The modules that an import may mean: relative ones by folders, absolute ones by any root that makes them exist."""
    dots = len(item.module) - len(item.module.lstrip("."))
    tail = item.module[dots:].replace(".", "/")
    if dots:
        base = here
        for _ in range(dots):
            base = dirname(base)
        tail = f"{base}/{tail}".strip("/")
    elif PACKAGE + tail.partition("/")[0] in places.aliases:
        tail = tail.partition("/")[2]  # the tree is that package, seen from within
    names = [f"{tail}/{item.name}"] if item.name and item.name != "*" else []
    for name in [*names, tail]:
        for path in (f"{name}.py", f"{name}/__init__.py"):
            if dots and path.lstrip("/") in places:
                return [path.lstrip("/")]
            found = () if dots else places.ending(path)
            if found:
                return _closest(found, here)
    return []


def _closest(found: Sequence[str], here: str) -> Sequence[str]:
    """Of several roots under which a module exists, the one that shares most of its path with the importing file."""
    return [max(found, key=lambda path: _shared(path, here))]


def _shared(a: str, b: str) -> int:
    n = 0
    for x, y in zip(a.split("/"), b.split("/"), strict=False):
        if x != y:
            break
        n += 1
    return n


LANGUAGE = Language(
    name="python",
    extensions=(".py",),
    grammar=tree_sitter_python.language,
    query=_QUERY,
    handlers={
        "class": _class,
        "function": _function,
        "import": _import,
        "import_from": _import_from,
        "call": _call,
        "assignment": _assignment,
        "augmented": _augmented,
        "loop": _loop,
        "item": _item,
        "with": _with,
        "string": _string,
        "use": _use,
    },
    imported=imported,
    self_names=frozenset({"self", "cls"}),
)
