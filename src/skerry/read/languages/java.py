"""Java: types, methods, annotations, fields, imports, calls, creations, method references, type uses, strings."""

from __future__ import annotations

from collections.abc import Sequence

import tree_sitter_java
from tree_sitter import Node

from skerry.read.languages._language import Language, Reading
from skerry.read.languages._literals import text_handlers
from skerry.read.outline import Import, Mark
from skerry.read.places import Places

_QUERY = """
(package_declaration) @package
(import_declaration) @import
(class_declaration) @type
(interface_declaration) @type
(enum_declaration) @type
(record_declaration) @type
(annotation_type_declaration) @type
(method_declaration) @function
(constructor_declaration) @function
(compact_constructor_declaration) @function
(field_declaration) @field
(constant_declaration) @field
(local_variable_declaration) @local
(resource type: (_)) @bound
(enhanced_for_statement) @bound
(instanceof_expression name: (identifier)) @bound
(lambda_expression parameters: (formal_parameters (formal_parameter) @bound))
(type_pattern) @pattern
(record_pattern_component) @pattern
(method_invocation) @call
(object_creation_expression) @new
(method_reference) @reference
(binary_expression left: (string_literal)) @joined
(string_literal) @string
(type_arguments (type_identifier) @use)
(type_bound (type_identifier) @use)
(wildcard (type_identifier) @use)
(cast_expression type: (type_identifier) @use)
(instanceof_expression right: (type_identifier) @use)
(class_literal (type_identifier) @use)
(array_creation_expression type: (type_identifier) @use)
(catch_type (type_identifier) @use)
(throws (type_identifier) @use)
(scoped_type_identifier . (type_identifier) @use)
(record_pattern . (identifier) @use)
(field_access object: (identifier) @constant)
"""

_KINDS = {"interface_declaration": "interface", "annotation_type_declaration": "interface", "enum_declaration": "enum"}
_MODIFIERS = frozenset({"static", "abstract", "private", "transient"})  # those that frameworks look at
_MARK_CUT = 4_000  # a query in an annotation is read whole
_BASES = frozenset({"superclass", "super_interfaces", "extends_interfaces"})
_TELLING = frozenset({"method_invocation", "field_access", "identifier", "ternary_expression", "array_access"})


def _marks(r: Reading, node: Node) -> list[Mark]:
    modifiers = node.child(0) if node.child_count else None
    if modifiers is None or modifiers.type != "modifiers":
        return []
    marks = []
    for mark in modifiers.children:
        if mark.type in {"annotation", "marker_annotation"}:
            marks.append(Mark(r.child(mark, "name"), _arguments(r, mark, _MARK_CUT), mark.start_point[0] + 1))
        elif mark.type in _MODIFIERS:
            marks.append(Mark(mark.type, "", mark.start_point[0] + 1))
    return marks


def _arguments(r: Reading, node: Node, cut: int = 200) -> str:
    return r.inner(node.child_by_field_name("arguments"), cut)


def _package(r: Reading, node: Node) -> None:
    r.package = next((r.text(name) for name in node.named_children if name.type.endswith("identifier")), "")


def _import(r: Reading, node: Node) -> None:
    words = r.text(node).removesuffix(";").split()
    module, _, name = words[-1].rpartition(".")
    r.import_(node, module, name)


def _type(r: Reading, node: Node) -> None:
    bases: list[str] = []
    for part in node.named_children:
        if part.type in _BASES:
            bases += (r.text(base, 200) for base in _listed(part))
    r.open(_KINDS.get(node.type, "class"), r.child(node, "name"), node, bases, _marks(r, node))
    if node.type == "record_declaration":
        _parameters(r, node, "field")


def _listed(part: Node) -> Sequence[Node]:
    """The types after `extends` (a single one in a class) or `implements` (a list)."""
    inner = part.named_children
    return inner[0].named_children if inner and inner[0].type == "type_list" else inner


def _function(r: Reading, node: Node) -> None:
    r.open("function", r.child(node, "name"), node, (), _marks(r, node), r.child(node, "type", 200))
    _parameters(r, node, "param")


def _parameters(r: Reading, node: Node, kind: str) -> None:
    parameters = node.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        if parameter.type == "formal_parameter":
            type_, name = r.child(parameter, "type", 200), r.child(parameter, "name")
            r.variable(kind, parameter, name, type_, "", _marks(r, parameter))
        elif parameter.type == "spread_parameter":
            type_, name = ["", "", *(r.text(child) for child in parameter.named_children)][-2:]
            r.variable(kind, parameter, name, f"{type_}[]", "", _marks(r, parameter))


def _field(r: Reading, node: Node) -> None:
    kind = "field" if r.in_class else "local"  # a function is around an anonymous class
    type_, marks = r.child(node, "type", 200), _marks(r, node)
    for declared in node.children_by_field_name("declarator"):
        value = r.child(declared, "value", 2_000)
        r.variable(kind, declared, r.child(declared, "name"), type_, value, marks)


def _local(r: Reading, node: Node) -> None:
    type_ = r.child(node, "type", 200)
    for declared in node.children_by_field_name("declarator"):
        value = declared.child_by_field_name("value")
        if type_ != "var":
            r.variable("local", node, r.child(declared, "name"), type_)
        elif value is not None:
            _inferred(r, declared, value)


def _inferred(r: Reading, declared: Node, value: Node) -> None:
    """`var x = …`: a creation and a cast say the type; from a call it can be followed later."""
    made = r.child(value, "type", 200) if value.type in {"object_creation_expression", "cast_expression"} else ""
    told = r.text(value, 200) if value.type in _TELLING else ""
    r.variable("local", declared, r.child(declared, "name"), made, told)


def _bound(r: Reading, node: Node) -> None:
    type_ = r.child(node, "right" if node.type == "instanceof_expression" else "type", 200)
    r.variable("local", node, r.child(node, "name"), "" if type_ == "var" else type_)


def _pattern(r: Reading, node: Node) -> None:
    if node.named_child_count == 2:
        type_, name = (r.text(child, 200) for child in node.named_children)
        r.variable("local", node, name, "" if type_ == "var" else type_)


def _call(r: Reading, node: Node) -> None:
    name = node.child_by_field_name("name")
    if name is None:
        return
    start, end = node.start_byte, name.start_byte
    receiver = r.between(start, min(end, start + 200)).rstrip(". \r\n\t") if end > start else ""
    types = ""
    if receiver.endswith(">"):
        receiver, _, types = receiver.rpartition(".<")
        types = f"<{types}"
    r.call(node, receiver, r.text(name), _arguments(r, node), types=types)


def _new(r: Reading, node: Node) -> None:
    name, _, types = r.child(node, "type", 200).partition("<")
    r.call(node, "", name, _arguments(r, node), new=True, types=f"<{types}" if types else "")


def _reference(r: Reading, node: Node) -> None:
    """`Order::getId` and `Order::new` count as the call that they stand for."""
    receiver, _, name = r.text(node, 200).rpartition("::")
    if name == "new":
        r.call(node, "", receiver, "", new=True)
    else:
        r.call(node, receiver, name, "")


def _unquoted(text: str) -> str:
    return text[3:-3].strip() if text.startswith('"""') else text[1:-1]


def _use(r: Reading, node: Node) -> None:
    r.use(node, r.text(node))


def _constant(r: Reading, node: Node) -> None:
    """`Status.OPEN`: by convention only types begin with a capital."""
    if 65 <= r.source[node.start_byte] <= 90:
        r.use(node, r.text(node))


def imported(item: Import, here: str, places: Places) -> Sequence[str]:
    """The file of the imported type, or all files of a package; of several modules that declare the type, the closest first."""
    whole = places.in_package(item.module) if item.name == "*" else ()
    if whole:
        return whole
    package, name = item.module, item.name
    while package:
        found = places.declaring(package, name)
        if found:
            return places.closest(found, here)
        package, _, name = package.rpartition(".")  # a nested class or a static member: the class is further left
    return []


LANGUAGE = Language(
    name="java",
    extensions=(".java",),
    grammar=tree_sitter_java.language,
    query=_QUERY,
    handlers={
        "package": _package,
        "import": _import,
        "type": _type,
        "function": _function,
        "field": _field,
        "local": _local,
        "bound": _bound,
        "pattern": _pattern,
        "call": _call,
        "new": _new,
        "reference": _reference,
        **text_handlers(_unquoted),
        "use": _use,
        "constant": _constant,
    },
    imported=imported,
    one_namespace=True,
    self_names=frozenset({"this"}),
)
