"""Texts of Java and C#: a chain of them joined by `+` is one text, with a hole for what is put between."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from skerry.read.languages._language import Reading

_LONGEST = 8_000
Handler = Callable[[Reading, Node], None]
Unquote = Callable[[str], str]


def text_handlers(unquoted: Unquote) -> dict[str, Handler]:
    """The handlers of `joined` and `string` in a language that unquotes its literals like this."""

    def joined(r: Reading, node: Node) -> None:
        while node.parent is not None and node.parent.type == "binary_expression":
            node = node.parent
        if node.start_byte >= r.read_to:
            r.string(node, flat(r, node))
            r.read_to = node.end_byte

    def flat(r: Reading, node: Node) -> str:
        if node.type.endswith(("string_literal", "string_expression")):
            return unquoted(r.text(node, _LONGEST))
        if node.type == "binary_expression":
            return "".join(flat(r, side) for side in node.named_children)
        return f"{{{r.text(node, 60)}}}"

    def string(r: Reading, node: Node) -> None:
        if node.start_byte >= r.read_to:
            r.string(node, unquoted(r.text(node, _LONGEST)))

    return {"joined": joined, "string": string}
