"""C#: types, methods, local functions, attributes, properties, usings, calls, creations, type uses, strings."""

from __future__ import annotations

import re
from collections.abc import Sequence

import tree_sitter_c_sharp
from tree_sitter import Node

from skerry.read.languages._language import Language, Reading
from skerry.read.languages._literals import text_handlers
from skerry.read.outline import GLOBAL, Import, Mark
from skerry.read.places import Places

_QUERY = """
(namespace_declaration) @namespace
(file_scoped_namespace_declaration) @namespace
(using_directive) @import
(class_declaration) @type
(interface_declaration) @type
(enum_declaration) @type
(struct_declaration) @type
(record_declaration) @type
(delegate_declaration) @type
(method_declaration) @function
(constructor_declaration) @function
(local_function_statement) @function
(field_declaration) @field
(event_field_declaration) @field
(property_declaration) @property
(local_declaration_statement) @local
(using_statement (variable_declaration)) @local
(for_statement initializer: (variable_declaration)) @local
(foreach_statement) @each
(declaration_pattern) @bound
(recursive_pattern name: (identifier)) @bound
(declaration_expression) @bound
(lambda_expression parameters: (parameter_list (parameter type: (_)) @bound))
(invocation_expression) @call
(object_creation_expression) @new
(from_clause) @from
(element_access_expression subscript: (bracketed_argument_list . (argument (string_literal)))) @element
(binary_expression left: (string_literal)) @joined
(string_literal) @string
(verbatim_string_literal) @string
(raw_string_literal) @string
(interpolated_string_expression) @string
(type_argument_list (identifier) @use)
(type_argument_list (generic_name . (identifier) @use))
(type_parameter_constraint type: (identifier) @use)
(cast_expression type: (identifier) @use)
(typeof_expression type: (identifier) @use)
(as_expression right: (identifier) @use)
(constant_pattern (identifier) @use)
(default_expression type: (identifier) @use)
(array_creation_expression type: (array_type type: (identifier) @use))
(catch_declaration type: (identifier) @use)
(argument (identifier) @constant)
(argument (member_access_expression expression: (identifier) @constant))
(assignment_expression right: (member_access_expression expression: (identifier) @constant))
(variable_declarator (member_access_expression expression: (identifier) @constant))
(return_statement (member_access_expression expression: (identifier) @constant))
(binary_expression (member_access_expression expression: (identifier) @constant))
(arrow_expression_clause (member_access_expression expression: (identifier) @constant))
"""

_KINDS = {
    "interface_declaration": "interface",
    "delegate_declaration": "interface",
    "enum_declaration": "enum",
    "struct_declaration": "struct",
}
_MODIFIERS = frozenset({"static", "abstract", "private", "const", "override", "partial", "this"})
_MARK_CUT = 4_000
_NEW = "implicit_object_creation_expression"
_MADE = {"object_creation_expression": "type", "cast_expression": "type", "as_expression": "right"}
_TELLING = frozenset(
    {"invocation_expression", "await_expression", "member_access_expression", "identifier", "element_access_expression"}
)
_OPENING = re.compile(r'^[$@]*("{3,}|")')


def _marks(r: Reading, node: Node) -> list[Mark]:
    marks = []
    for group in node.named_children:
        if group.type == "modifier":
            word = r.text(group)
            if word in _MODIFIERS:
                marks.append(Mark(word, "", group.start_point[0] + 1))
        elif group.type not in {"attribute_list", "comment"}:
            break
        for attribute in group.named_children if group.type == "attribute_list" else ():
            if attribute.type == "attribute":
                given = next(
                    (part for part in attribute.named_children if part.type == "attribute_argument_list"), None
                )
                line = attribute.start_point[0] + 1
                marks.append(Mark(r.child(attribute, "name"), r.inner(given, _MARK_CUT), line))
    return marks


def _namespace(r: Reading, node: Node) -> None:
    r.package = r.package or r.child(node, "name")


def _import(r: Reading, node: Node) -> None:
    """`using A.B` opens a namespace (in the whole project after `global`); with `static` or an alias the last word is a type."""
    words = r.text(node).removesuffix(";").replace("=", " = ").split()
    alias = words[words.index("=") - 1] if "=" in words else ""
    target = " ".join(words[words.index("=") + 1 :] if alias else words[-1:]).partition("<")[0]
    if alias or "static" in words:
        module, _, name = target.rpartition(".")
        r.import_(node, module, name, alias)
    else:
        r.import_(node, target, "*", GLOBAL if words[0] == "global" else "")


def _type(r: Reading, node: Node) -> None:
    kind = _KINDS.get(node.type, "class")
    bases: list[str] = []
    parameters: Sequence[Node] = ()
    for part in node.named_children:
        if part.type == "base_list":
            bases = [_base(r, base) for base in part.named_children if base.type != "argument_list"]
        elif part.type == "parameter_list":
            parameters = part.named_children
    if node.type == "record_declaration" and any(child.type == "struct" for child in node.children):
        kind = "struct"
    r.open(kind, r.child(node, "name"), node, bases, _marks(r, node))
    if kind != "interface":
        _parameters(r, parameters, "field")


def _base(r: Reading, base: Node) -> str:
    return r.child(base, "type", 200) if base.type == "primary_constructor_base_type" else r.text(base, 200)


def _function(r: Reading, node: Node) -> None:
    returns = r.child(node, "returns", 200) or r.child(node, "type", 200)
    r.open("function", r.child(node, "name"), node, (), _marks(r, node), returns)
    parameters = node.child_by_field_name("parameters")
    _parameters(r, parameters.named_children if parameters is not None else (), "param")


def _parameters(r: Reading, parameters: Sequence[Node], kind: str) -> None:
    for parameter in parameters:
        if parameter.type == "parameter":
            type_, name = r.child(parameter, "type", 200), r.child(parameter, "name")
            r.variable(kind, parameter, name, type_, "", _marks(r, parameter))


def _field(r: Reading, node: Node) -> None:
    marks = _marks(r, node)
    declaration = next((child for child in node.named_children if child.type == "variable_declaration"), node)
    type_ = r.child(declaration, "type", 200)
    for declared, value in _declared(declaration):
        r.variable("field", declared, r.child(declared, "name"), type_, r.text(value, 2_000), marks)
        _target_typed(r, value, type_)


def _property(r: Reading, node: Node) -> None:
    type_, value = r.child(node, "type", 200), node.child_by_field_name("value")
    r.variable("field", node, r.child(node, "name"), type_, r.text(value, 2_000), _marks(r, node))
    _target_typed(r, value, type_)


def _declared(declaration: Node) -> list[tuple[Node, Node | None]]:
    """The names of a declaration, each with the value it is given."""
    found = []
    for declared in declaration.named_children:
        if declared.type == "variable_declarator":
            parts = declared.named_children
            found.append((declared, parts[-1] if len(parts) > 1 else None))
    return found


def _target_typed(r: Reading, value: Node | None, type_: str) -> None:
    """`Order x = new(…)` creates what the declaration says."""
    if value is not None and value.type == _NEW:
        name, _, types = type_.removesuffix("?").partition("<")
        args = next((part for part in value.named_children if part.type == "argument_list"), None)
        r.call(value, "", name, r.inner(args), new=True, types=f"<{types}" if types else "")


def _local(r: Reading, node: Node) -> None:
    declaration = next((child for child in node.named_children if child.type == "variable_declaration"), node)
    type_ = r.child(declaration, "type", 200)
    kind = "local" if r.scope >= 0 else "field"  # top-level statements share their variables with the file's functions
    for declared, value in _declared(declaration):
        name = r.child(declared, "name")
        if type_ != "var":
            r.variable(kind, declared, name, type_)
            _target_typed(r, value, type_)
        elif value is not None:
            made = r.child(value, _MADE[value.type], 200) if value.type in _MADE else ""
            told = r.text(value, 200) if value.type in _TELLING else ""
            r.variable(kind, declared, name, made, told)


def _each(r: Reading, node: Node) -> None:
    type_ = r.child(node, "type", 200)
    r.variable("local", node, r.child(node, "left", 60), "" if type_ == "var" else type_)


def _bound(r: Reading, node: Node) -> None:
    type_ = r.child(node, "type", 200)
    r.variable("local", node, r.child(node, "name", 60), "" if type_ == "var" else type_)


def _call(r: Reading, node: Node) -> None:
    function = node.child_by_field_name("function")
    if function is None:
        return
    receiver, named = "", function
    if function.type == "member_access_expression":
        receiver, named = r.text(function.child(0), 200).rstrip("!?"), function.child_by_field_name("name") or function
    elif function.type == "conditional_access_expression":
        receiver, named = r.text(function.child(0), 200).rstrip("!?"), _last_name(function)
    name, types = r.text(named, 200), ""
    if named.type == "generic_name":
        name, _, types = name.partition("<")
        types = f"<{types}"
    if name.isidentifier():
        r.call(node, receiver, name, r.inner(node.child_by_field_name("arguments")), types=types)


def _last_name(function: Node) -> Node:
    """Of `a?.B`, the `B`."""
    last = function.named_children[-1]
    return last.child_by_field_name("name") or last


def _from(r: Reading, node: Node) -> None:
    """`from o in db.Orders` is the call that it stands for."""
    named = node.named_children
    if named:
        r.call(node, r.text(named[-1], 200), "From", "")


def _element(r: Reading, node: Node) -> None:
    """`configuration["Key"]` is a call of the indexer."""
    args = r.inner(node.child_by_field_name("subscript"))
    r.call(node, r.child(node, "expression", 200), "[]", args)


def _new(r: Reading, node: Node) -> None:
    name, _, types = r.child(node, "type", 200).partition("<")
    args = r.inner(node.child_by_field_name("arguments"))
    r.call(node, "", name, args, new=True, types=f"<{types}" if types else "")


def _unquoted(text: str) -> str:
    opening = _OPENING.match(text)
    if opening is None:
        return text
    inner = text[opening.end() :].removesuffix("u8").removesuffix(opening[1])
    return inner.replace('""', '"').strip() if "@" in opening[0] or len(opening[1]) > 1 else inner


def _use(r: Reading, node: Node) -> None:
    r.use(node, r.text(node))


def _constant(r: Reading, node: Node) -> None:
    """`Status.Open`, or a method given by its name: those begin with a capital."""
    if 65 <= r.source[node.start_byte] <= 90:
        r.use(node, r.text(node))


def imported(item: Import, here: str, places: Places) -> Sequence[str]:
    """All files of an opened namespace; of a single type the file named after it, else those of its namespace."""
    if item.name == "*":
        return places.in_package(item.module)
    around = places.packages.get(here, "")
    while True:
        found = _files_of(around, item, places)
        if found or not around:
            return places.closest(found, here)
        around = around.rpartition(".")[0]  # a name may begin inside of any namespace around


def _files_of(around: str, item: Import, places: Places) -> Sequence[str]:
    package, name = f"{around}.{item.module}".strip("."), item.name
    whole = places.in_package(f"{package}.{name}".strip("."))
    while package and package != around:
        found = places.declaring(package, name) or places.in_package(package)
        if found:
            return found
        package, _, name = package.rpartition(".")
    return whole


LANGUAGE = Language(
    name="csharp",
    extensions=(".cs",),
    grammar=tree_sitter_c_sharp.language,
    query=_QUERY,
    handlers={
        "namespace": _namespace,
        "import": _import,
        "type": _type,
        "function": _function,
        "field": _field,
        "property": _property,
        "local": _local,
        "each": _each,
        "bound": _bound,
        "call": _call,
        "new": _new,
        "from": _from,
        "element": _element,
        **text_handlers(_unquoted),
        "use": _use,
        "constant": _constant,
    },
    imported=imported,
    one_namespace=True,
    self_names=frozenset({"this"}),
)
