"""Go: packages, types with embedded fields and tags, functions, methods, calls, composite literals."""

from __future__ import annotations

from collections.abc import Sequence

import tree_sitter_go
from tree_sitter import Node

from skerry.read.languages._language import Language, Reading
from skerry.read.outline import Import, Mark
from skerry.read.places import Places

_QUERY = """
(package_clause (package_identifier) @package)
(import_spec) @import
(type_spec) @type
(type_alias) @alias
(field_declaration) @field
(method_elem) @signature
(function_declaration) @function
(method_declaration) @method
(func_literal) @literal
(call_expression) @call
(composite_literal type: [(type_identifier) (qualified_type) (generic_type) (slice_type) (map_type)] @new)
(short_var_declaration) @short
(var_spec) @variable
(const_spec) @variable
(assignment_statement left: (expression_list . [(selector_expression) (identifier)] .)) @assignment
(interpreted_string_literal) @string
(raw_string_literal) @string
(type_identifier) @use
(selector_expression operand: (identifier) @constant)
(argument_list (identifier) @constant)
"""

_BUILTIN = frozenset(
    [
        "string", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr", "float32", "float64",
        "bool", "byte", "rune", "error", "any", "complex64", "complex128", "comparable",
    ]
)  # fmt: skip
_NO_CALL = _BUILTIN | {"make", "len", "append", "panic", "cap", "copy", "delete", "close", "recover"}
_DOT = ord(".")
_MADE = frozenset(
    {
        "call_expression",
        "unary_expression",
        "composite_literal",
        "selector_expression",
        "type_assertion_expression",
        "identifier",
    }
)
_TYPE = {"struct_type": "struct", "interface_type": "interface"}


def _package(r: Reading, node: Node) -> None:
    r.package = r.text(node)


def _import(r: Reading, node: Node) -> None:
    path = node.child_by_field_name("path")
    r.quiet = path.end_byte if path is not None else r.quiet
    alias = r.child(node, "name")
    r.import_(node, r.text(path)[1:-1], "*" if alias == "." else "", "" if alias == "." else alias)


def _type(r: Reading, node: Node) -> None:
    type_ = node.child_by_field_name("type")
    kind = _TYPE.get(type_.type, "") if type_ is not None else ""
    bases = _embedded(r, type_) if type_ is not None and kind else [r.text(type_, 200)]
    r.open(kind or "class", r.child(node, "name"), node, [base for base in bases if base not in _BUILTIN])


def _embedded(r: Reading, type_: Node) -> list[str]:
    """What a struct or interface takes over whole."""
    if type_.type == "interface_type":
        return [r.text(part, 200) for part in type_.named_children if part.type == "type_elem"]
    fields = next((part for part in type_.named_children if part.type == "field_declaration_list"), None)
    unnamed = (
        [f for f in fields.named_children if f.type == "field_declaration" and not f.child_by_field_name("name")]
        if fields
        else []
    )
    return [r.child(field, "type", 200) for field in unnamed]


def _alias(r: Reading, node: Node) -> None:
    r.open("class", r.child(node, "name"), node, [r.child(node, "type", 200)])


def _field(r: Reading, node: Node) -> None:
    if not r.in_class:
        return
    tag, type_ = node.child_by_field_name("tag"), r.child(node, "type", 200)
    marks = [Mark("tag", r.text(tag)[1:-1], tag.start_point[0] + 1)] if tag is not None else []
    r.quiet = tag.end_byte if tag is not None else r.quiet
    names = [r.text(name) for name in node.children_by_field_name("name")]
    for name in names or [type_.lstrip("*").rpartition(".")[2].partition("[")[0]]:
        r.variable("field", node, name, type_, "", marks)


def _signature(r: Reading, node: Node) -> None:
    if r.in_class:
        _opened(r, node, r.child(node, "name"))


def _function(r: Reading, node: Node) -> None:
    _opened(r, node, r.child(node, "name"))


def _opened(r: Reading, node: Node, name: str, bases: Sequence[str] = ()) -> None:
    r.open("function", name, node, bases, (), r.child(node, "result", 200))
    _parameters(r, node.child_by_field_name("parameters"), "param")


def _parameters(r: Reading, node: Node | None, kind: str) -> None:
    for parameter in node.named_children if node else ():
        if parameter.type in {"parameter_declaration", "variadic_parameter_declaration"}:
            type_ = r.child(parameter, "type", 200)
            for name in parameter.children_by_field_name("name"):
                r.variable(kind, parameter, r.text(name), type_)


def _method(r: Reading, node: Node) -> None:
    receiver = node.child_by_field_name("receiver")
    declared = receiver.named_child(0) if receiver else None
    type_ = r.child(declared, "type", 200) if declared is not None else ""
    _opened(r, node, r.child(node, "name"), (type_.lstrip("*").partition("[")[0],))
    _parameters(r, receiver, "param")


def _literal(r: Reading, node: Node) -> None:
    """A function value: named where it is given to a call after a string or bound to a file's variable, else part of what is around."""
    arguments = node.parent
    first = arguments.named_child(0) if arguments and arguments.type == "argument_list" else None
    called = arguments.parent.child_by_field_name("function") if arguments and arguments.parent and first else None
    if first is not None and called is not None and first.type.endswith("string_literal"):
        name = r.child(called, "field") or r.text(called, 60)
        _opened(r, node, f"{name} {r.text(first, 120)[1:-1]}")
    elif r.scope >= 0 and not r.in_class:
        _parameters(r, node.child_by_field_name("parameters"), "local")


def _call(r: Reading, node: Node) -> None:
    called = node.child_by_field_name("function")
    if called is None:
        return
    kind = called.type
    if kind == "selector_expression":
        arguments = r.inner(node.child_by_field_name("arguments"))
        named = (
            called.child_by_field_name("field") or node
        )  # in a chain over several lines, each call stands where it is named
        r.call(named, r.child(called, "operand", 200), r.text(named), arguments)
    elif kind == "identifier":
        name, arguments = r.text(called), r.inner(node.child_by_field_name("arguments"))
        if name == "new":
            r.call(node, "", arguments.split("[", 1)[0], "", new=True)
        elif name not in _NO_CALL:
            r.call(node, "", name, arguments)


def _new(r: Reading, node: Node) -> None:
    """A composite literal, by its type: of a slice or map, its elements' type."""
    literal = node.parent
    while node.type in {"slice_type", "map_type", "pointer_type", "generic_type"}:
        inner = node.child_by_field_name("element") or node.child_by_field_name("value") or node.named_child(0)
        if inner is None:
            return
        node = inner
    if node.type in {"type_identifier", "qualified_type"} and literal is not None:
        body = literal.child_by_field_name("body")
        r.call(literal, "", r.text(node), r.text(body, 202)[1:].removesuffix("}"), new=True)


def _short(r: Reading, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    name = r.text(left.named_child(0)) if left else "_"
    value = right.named_child(0) if right else None
    if name not in {"_", "err", "ok"} and value is not None and value.type in _MADE and r.scope >= 0:
        r.variable("local", node, name, "", r.text(value, 200))


def _variable(r: Reading, node: Node) -> None:
    outside = r.scope < 0
    value, type_ = r.child(node, "value", 20_000 if outside else 200), r.child(node, "type", 200)
    for name in node.children_by_field_name("name") if outside or type_ or value else ():
        if r.text(name) != "_":
            r.variable("field" if outside else "local", node, r.text(name), type_, value)


def _assignment(r: Reading, node: Node) -> None:
    right = node.child_by_field_name("right")
    value = right.named_child(0) if right else None
    if value is not None and value.type in _MADE and r.scope >= 0:
        r.variable("local", node, r.child(node, "left", 200), "", r.text(value, 200))


def _string(r: Reading, node: Node) -> None:
    start, end = node.start_byte, node.end_byte
    if 5 <= end - start <= 8_002 and end > r.quiet:
        r.string(node, r.between(start + 1, end - 1))


def _use(r: Reading, node: Node) -> None:
    name = r.text(node)
    if len(name) > 1 and name not in _BUILTIN and (r.scope < 0 or r.scopes[r.scope].name != name):
        start = node.start_byte
        qualified = start > 0 and r.source[start - 1] == _DOT
        r.use(node, _qualified(r.source[max(0, start - 40) : start], name) if qualified else name)


def _qualified(before: bytes, name: str) -> str:
    """`orders.Order` where the text before the name ends with the package."""
    start = len(before) - 1
    while start > 0 and (before[start - 1 : start].isalnum() or before[start - 1 : start] == b"_"):
        start -= 1
    return before[start:].decode("utf-8", "replace") + name if start < len(before) - 1 else name


def _constant(r: Reading, node: Node) -> None:
    first = r.source[node.start_byte]
    if 65 <= first <= 90:
        r.use(node, r.text(node))


def imported(item: Import, here: str, places: Places) -> Sequence[str]:
    """All files of the package's folder (tests left out), by the module paths that go.mod files declare."""
    segments = item.module.split("/")
    if not item.line:
        return []  # a dotted name, not an import: modules have no such names here
    for n in range(len(segments), 0, -1):
        root = places.aliases.get("/".join(segments[:n]))
        if root is not None:
            folder = "/".join([root, *segments[n:]] if root else segments[n:])
            return [path for path in places.in_folder(folder) if path.endswith(".go") and not path.endswith("_test.go")]
    return []


LANGUAGE = Language(
    name="go",
    extensions=(".go",),
    grammar=tree_sitter_go.language,
    query=_QUERY,
    handlers={
        "package": _package,
        "import": _import,
        "type": _type,
        "alias": _alias,
        "field": _field,
        "signature": _signature,
        "function": _function,
        "method": _method,
        "literal": _literal,
        "call": _call,
        "new": _new,
        "short": _short,
        "variable": _variable,
        "assignment": _assignment,
        "string": _string,
        "use": _use,
        "constant": _constant,
    },
    imported=imported,
    one_namespace=True,
    self_names=frozenset(),
)
