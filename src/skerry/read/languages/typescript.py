"""TypeScript and TSX: what JavaScript has, with types, interfaces, enums and decorators."""

from __future__ import annotations

import re

import tree_sitter_typescript
from tree_sitter import Node

from skerry.read.languages._ecmascript import HANDLERS, QUERY, function
from skerry.read.languages._ecmascript_imports import imported
from skerry.read.languages._language import Language, Reading

_QUERY = (
    QUERY
    + """
(abstract_class_declaration) @class
(interface_declaration) @interface
(type_alias_declaration) @alias
(enum_declaration) @enum
(enum_assignment) @member
(abstract_method_signature) @function
(method_signature) @signature
(public_field_definition) @field
(property_signature) @field
(type_identifier) @type
(class_body (decorator) @mark)
"""
)


def _interface(r: Reading, node: Node) -> None:
    bases = next((child for child in node.named_children if child.type == "extends_type_clause"), None)
    names = [r.text(base, 200) for base in bases.children_by_field_name("type")] if bases else ()
    r.open("interface", r.child(node, "name"), node, names)


def _alias(r: Reading, node: Node) -> None:
    r.open("interface", r.child(node, "name"), node)


def _enum(r: Reading, node: Node) -> None:
    r.open("enum", r.child(node, "name"), node)


def _member(r: Reading, node: Node) -> None:
    r.variable("field", node, r.child(node, "name"), "", r.child(node, "value", 200))


def _signature(r: Reading, node: Node) -> None:
    if r.in_class:
        function(r, node)


def _type(r: Reading, node: Node) -> None:
    name = r.text(node)
    if len(name) > 1 and (r.scope < 0 or r.scopes[r.scope].name != name):
        r.use(node, name)


LANGUAGE = Language(
    name="typescript",
    extensions=(".ts", ".tsx", ".mts", ".cts"),
    grammar=tree_sitter_typescript.language_typescript,
    dialect=(re.compile(rb"</|/>"), tree_sitter_typescript.language_tsx),
    query=_QUERY,
    handlers=HANDLERS
    | {
        "interface": _interface,
        "alias": _alias,
        "enum": _enum,
        "member": _member,
        "signature": _signature,
        "type": _type,
    },
    imported=imported,
)
