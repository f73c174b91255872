"""Imports and exports of TypeScript and JavaScript: ES modules, CommonJS and dynamic ones."""

from __future__ import annotations

from tree_sitter import Node

from skerry.read.languages._language import Reading
from skerry.read.outline import HERE


def _module(r: Reading, source: Node | None) -> str:
    r.quiet = source.end_byte if source is not None else r.quiet
    return r.text(source, 300)[1:-1]


def import_(r: Reading, node: Node) -> None:
    """`import …`, type-only or not, and `import x = require(…)`."""
    clause = next((child for child in node.named_children if child.type.endswith("_clause")), None)
    source = node.child_by_field_name("source") or (clause.child_by_field_name("source") if clause else None)
    if source is None:
        return
    module = _module(r, source)
    if clause is None:
        r.import_(node, module)
    elif clause.type == "import_require_clause":
        r.import_(node, module, "", r.text(clause.named_child(0)))
    else:
        before = len(r.imports)
        for child in clause.named_children:
            _clause(r, node, module, child)
        if len(r.imports) == before:
            r.import_(node, module)


def _clause(r: Reading, node: Node, module: str, child: Node) -> None:
    if child.type == "identifier":
        r.import_(node, module, "default", r.text(child))
    elif child.type == "namespace_import":
        r.import_(node, module, "", r.text(child.named_child(0)))
    elif child.type == "named_imports":
        _specified(r, node, module, child)


def _specified(r: Reading, node: Node, module: str, names: Node) -> None:
    for name in names.named_children:
        if name.type in {"import_specifier", "export_specifier"}:
            r.import_(node, module, r.child(name, "name"), r.child(name, "alias"))


def export(r: Reading, node: Node) -> None:
    """`export * from`, `export * as x from`, `export { a as b } from`; without a source, a new name for what is here."""
    source = node.child_by_field_name("source")
    parts = node.named_children
    clause = next((child for child in parts if child.type in {"export_clause", "namespace_export"}), None)
    if source is None:
        _renamed(r, node, clause)
    elif clause is None:
        r.import_(node, _module(r, source), "*")
    elif clause.type == "namespace_export":
        r.import_(node, _module(r, source), "", r.text(clause.named_child(0)))
    else:
        _specified(r, node, _module(r, source), clause)


def _renamed(r: Reading, node: Node, clause: Node | None) -> None:
    for name in clause.named_children if clause else ():
        if name.type == "export_specifier" and name.child_by_field_name("alias") is not None:
            r.import_(node, HERE, r.child(name, "name"), r.child(name, "alias"))


def required(r: Reading, node: Node) -> None:
    """`const x = require("m")` and `const { a, b: c } = require("m")`."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    arguments = value.child_by_field_name("arguments") if value else None
    source = arguments.named_child(0) if arguments else None
    if name is None or source is None or source.type != "string":
        return
    module = _module(r, source)
    if name.type != "object_pattern":
        bound = r.text(name)
        if bound[:1].isupper():
            r.import_(node, module, "default", bound)  # a class is mostly all that its file exports
        r.import_(node, module, "", bound)
    for part in name.named_children if name.type == "object_pattern" else ():
        if part.type == "pair_pattern":
            r.import_(node, module, r.child(part, "key"), r.child(part, "value"))
        else:
            r.import_(node, module, r.text(part))


def loaded(r: Reading, node: Node, arguments: Node | None) -> None:
    """`require("m")` or `import("m")` anywhere else; what is bound by a declaration has been noted with its name."""
    source = arguments.named_child(0) if arguments else None
    if source is not None and source.type == "string" and source.end_byte != r.quiet:
        r.import_(node, _module(r, source))


def exported(r: Reading, value: Node) -> None:
    """`module.exports = …`: one thing is the default, an object gives its names."""
    if value.type == "identifier":
        r.import_(value, HERE, r.text(value), "default")
    elif value.type == "new_expression":
        r.import_(value, HERE, r.child(value, "constructor"), "default")
