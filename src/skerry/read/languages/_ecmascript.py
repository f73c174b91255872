"""What TypeScript and JavaScript share: the query's captures and what they mean."""

from __future__ import annotations

import re

from tree_sitter import Node

from skerry.read.languages import _ecmascript_bindings as bindings
from skerry.read.languages._language import Handler, Reading
from skerry.read.outline import HERE, Mark, Variable

QUERY = """
(class_declaration) @class
(class) @class
(function_declaration) @function
(generator_function_declaration) @function
(method_definition) @function
(variable_declarator) @variable
(assignment_expression) @assignment
(pair value: [(arrow_function) (function_expression)]) @pair
(call_expression function: (member_expression) arguments: (arguments . [(string) (template_string)]
  [(arrow_function) (function_expression)] @inline))
(import_statement) @import
(export_statement source: (_)) @export
(export_statement !source (export_clause)) @export
(export_statement value: (_)) @default
(export_statement "default" declaration: (_)) @default
(call_expression) @call
(new_expression) @new
(string) @string
(template_string) @string
(export_statement (decorator) @mark)
(arguments (identifier) @use)
(pair value: (identifier) @use)
(array (identifier) @use)
(member_expression object: (identifier) @constant)
(member_expression object: (member_expression)) @environment
(subscript_expression object: (member_expression)) @environment
(binary_expression operator: "instanceof" right: (identifier) @use)
"""

FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_MODIFIERS = frozenset({"accessibility_modifier", "readonly", "override_modifier"})
_MAKES_CLASS = re.compile(
    r"(?:\w+\.)*(define|model|EntitySchema|defineEntity|pgTable|mysqlTable|sqliteTable|pgTableCreator)$"
)
_MADE = frozenset({"call_expression", "await_expression", "new_expression", "member_expression", "identifier"})


def annotated(r: Reading, node: Node, name: str = "type") -> str:
    """A type annotation without its colon."""
    return r.child(node, name, 300).lstrip(": \n")


def _mark(r: Reading, node: Node) -> Mark:
    value = node.named_child(0)
    called = value is not None and value.type == "call_expression"
    name = r.child(value, "function") if called and value else r.text(value, 200)
    args = r.inner(value.child_by_field_name("arguments"), 2000) if called and value else ""
    return Mark(name, args, node.start_point[0] + 1)


def pending(r: Reading, node: Node) -> None:
    """A decorator that stands before its declaration and not in it."""
    r.marks.append(_mark(r, node))


def _marks(r: Reading, node: Node) -> list[Mark]:
    before, r.marks = r.marks, []
    return before + [_mark(r, child) for child in node.children_by_field_name("decorator")]


def _bases(r: Reading, node: Node) -> list[str]:
    heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
    found = []
    for clause in heritage.named_children if heritage else ():
        if clause.type == "extends_clause":
            arguments = r.child(clause, "type_arguments", 200)
            found += [r.text(value, 200) + arguments for value in clause.children_by_field_name("value")]
        elif clause.type == "implements_clause":
            found += [r.text(base, 200) for base in clause.named_children if base.type != "comment"]
        elif clause.type != "comment":
            found.append(r.text(clause, 200))
    return found


def class_(r: Reading, node: Node) -> None:
    """A class, named or not."""
    r.open("class", r.child(node, "name") or "default", node, _bases(r, node), _marks(r, node))


def function(r: Reading, node: Node) -> None:
    """A function or method with a name of its own."""
    r.open("function", r.child(node, "name"), node, (), _marks(r, node), annotated(r, node, "return_type"))
    _parameters(r, node)


def _parameters(r: Reading, node: Node) -> None:
    parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
    for parameter in parameters.named_children or [parameters] if parameters else ():
        if parameter.type in {"required_parameter", "optional_parameter"}:
            _parameter(r, parameter)
        elif parameter.type in {"identifier", "object_pattern"}:
            r.variable("param", parameter, r.text(parameter, 200))
        elif parameter.type == "assignment_pattern":
            r.variable("param", parameter, r.child(parameter, "left", 200), "", r.child(parameter, "right", 200))


def _parameter(r: Reading, node: Node) -> None:
    name, type_ = r.child(node, "pattern", 300), annotated(r, node)
    marks = [_mark(r, child) for child in node.children_by_field_name("decorator")]
    r.variable("param", node, name, type_, r.child(node, "value", 200), marks)
    if any(child.type in _MODIFIERS for child in node.children):
        owner = r.scopes[r.scope].parent
        r.fields.append(Variable(owner, "field", name, type_, "", node.start_point[0] + 1, tuple(marks)))


def _function_named(r: Reading, name: str, node: Node, value: Node) -> None:
    r.open("function", name, node, (), _marks(r, node), annotated(r, value, "return_type"))
    _parameters(r, value)


def pair(r: Reading, node: Node) -> None:
    """A function that an object holds under a key."""
    value = node.child_by_field_name("value")
    if value is not None:
        _function_named(r, r.child(node, "key", 100).strip("\"'`"), node, value)


def inline(r: Reading, node: Node) -> None:
    """A function given to a call whose first argument names it: a route, an event, a schedule."""
    arguments = node.parent
    called = arguments.parent.child_by_field_name("function") if arguments and arguments.parent else None
    first = arguments.named_child(0) if arguments else None
    if called is not None and first is not None:
        name = f"{r.child(called, 'property')} {r.text(first, 120)[1:-1]}"
        _function_named(r, name, node, node)


def variable(r: Reading, node: Node) -> None:
    """A const, let or var: a function, a class that a call makes, a required module, or a value."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    kind = value.type if value is not None else ""
    if kind in FUNCTIONS and value is not None:
        _function_named(r, r.text(name), node, value)
    elif kind == "class":
        return
    elif r.scope >= 0 and not r.in_class:
        type_ = annotated(r, node)
        if type_ or kind in _MADE:
            r.variable("local", node, r.text(name, 200), type_, r.text(value, 200))
    else:
        r.variable("field", node, r.text(name, 200), annotated(r, node), r.text(value, 20_000))
        if value is not None and kind in {"call_expression", "new_expression", "await_expression"}:
            _made(r, node, r.text(name, 200), value)


def _made(r: Reading, node: Node, name: str, value: Node) -> None:
    """A file's constant that a call makes: a class by its maker's name, a function if the call is given one."""
    called = r.child(value, "function", 100) or r.child(value, "constructor", 100)
    arguments = value.child_by_field_name("arguments")
    last = arguments.named_child(arguments.named_child_count - 1) if arguments and arguments.named_child_count else None
    if called == "require" and last is not None:
        bindings.required(r, node)
    elif _MAKES_CLASS.match(called):
        r.open("class", name, node, (called,))
    elif last is not None and last.type in FUNCTIONS:
        _function_named(r, name, node, last)


def assignment(r: Reading, node: Node) -> None:
    """A member is given a value: `this.x = new Map()`, `exports.f = function`, `Order.prototype.total = function`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "member_expression":
        return
    name = r.text(left, 200)
    if right.type in FUNCTIONS:
        owner, _, prototype = r.child(left, "object", 200).rpartition(".")
        bases = (owner,) if prototype == "prototype" and owner else ()
        r.open("function", r.child(left, "property"), node, bases)
        _parameters(r, right)
    elif name == "module.exports":
        bindings.exported(r, right)
    elif r.scope >= 0 and name.startswith("this.") and right.type in _MADE:
        r.variable("local", node, name, "", r.text(right, 200))


def default(r: Reading, node: Node) -> None:
    """The file's default export."""
    value = node.child_by_field_name("value")
    if value is None:
        name = r.child(node.child_by_field_name("declaration") or node, "name")
        if name:
            r.import_(node, HERE, name, "default")
    elif value.type == "identifier":
        r.import_(node, HERE, r.text(value), "default")
    elif value.type in FUNCTIONS:
        _function_named(r, "default", value, value)
    elif value.type in {"call_expression", "new_expression"}:
        _made(r, value, "default", value)
    elif value.type == "object":
        r.variable("field", node, "default", "", r.text(value, 20_000))


def field(r: Reading, node: Node) -> None:
    """A field of a class; one that holds a function is a method."""
    if not r.in_class:
        return
    value = node.child_by_field_name("value")
    name = r.child(node, "name", 200) or r.child(node, "property", 200)
    if value is not None and value.type in FUNCTIONS:
        _function_named(r, name, node, value)
    else:
        r.variable("field", node, name, annotated(r, node), r.text(value, 20_000), _marks(r, node))


def call(r: Reading, node: Node) -> None:
    """A call; `require` and `import()` are imports."""
    called = node.child_by_field_name("function")
    if called is None:
        return
    arguments = node.child_by_field_name("arguments")
    kind = called.type
    if kind == "member_expression":
        receiver = r.child(called, "object", 200)
        if "!" in receiver or "?" in receiver:
            receiver = receiver.replace("!", "").replace("?.", ".")
        named = (
            called.child_by_field_name("property") or node
        )  # in a chain over several lines, each call stands where it is named
        r.call(named, receiver, r.text(named), r.inner(arguments))
    elif kind == "import" or (kind == "identifier" and r.text(called) == "require"):
        bindings.loaded(r, node, arguments)
    elif kind in {"identifier", "super"}:
        r.call(node, "", r.text(called), r.inner(arguments))


def new(r: Reading, node: Node) -> None:
    """An object is created."""
    made = node.child_by_field_name("constructor")
    if made is not None and made.type in {"identifier", "member_expression"}:
        r.call(node, "", r.text(made, 200), r.inner(node.child_by_field_name("arguments")), new=True)


def string(r: Reading, node: Node) -> None:
    """A string or template without its quotes; names of modules are imports and say nothing more."""
    start, end = node.start_byte, node.end_byte
    if 5 <= end - start <= 8_002 and end > r.quiet:
        r.string(node, r.between(start + 1, end - 1))


def use(r: Reading, node: Node) -> None:
    """A name is handed on."""
    r.use(node, r.text(node))


def constant(r: Reading, node: Node) -> None:
    """A name whose member is taken: worth noting where it looks like a type."""
    first = r.source[node.start_byte]
    if 65 <= first <= 90:
        r.use(node, r.text(node))


def environment(r: Reading, node: Node) -> None:
    """A variable of the process's environment, as a use of `process.env.NAME`."""
    start = node.start_byte
    if r.source.startswith(b"process.env", start):
        name = r.text(node)[11:].strip(".?[]'\"`")
        if name.isidentifier():
            r.use(node, f"process.env.{name}")


HANDLERS: dict[str, Handler] = {
    "class": class_,
    "function": function,
    "variable": variable,
    "assignment": assignment,
    "pair": pair,
    "inline": inline,
    "import": bindings.import_,
    "export": bindings.export,
    "default": default,
    "field": field,
    "call": call,
    "new": new,
    "string": string,
    "mark": pending,
    "use": use,
    "constant": constant,
    "environment": environment,
}
