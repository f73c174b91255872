"""Files of Protocol Buffers and descriptor sets, shown to the rules: those that import each other are read together."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Kind, Node
from skerry.contracts.lint.seen import Placed, Seen
from skerry.contracts.lint.walk import Found, Plan, finish, show
from skerry.formats.bundle import Bundle
from skerry.formats.json_schema import Place
from skerry.formats.protobuf import read
from skerry.formats.protobuf.schema import Schema
from skerry.formats.protobuf.values import Enum, File, Message, Service, Where
from skerry.kernel.span import Span


def look(bundle: Bundle, rules: Plan) -> Seen:
    """What the rules say about these files."""
    done = read(bundle)
    desk = Desk(None, value=done.schema)
    found: list[Found] = []
    for name in done.schema.files:
        root = Node(Kind.PROTO, done.schema.file(name), Place(name, ""), name, None)
        found += [each for node in _nodes(root) for each in show(node, desk, rules)]
        found += finish(root, desk, rules)
    return Seen(tuple(_placed(each, done.schema) for each in found), done.problems)


def _placed(each: Found, schema: Schema) -> Placed:
    place = each.hit.place
    if isinstance(place, Span):
        return Placed(each, place, "")
    where = tuple(int(number) for number in place.pointer.split("/")[1:])
    return Placed(
        each, schema.span(place.document, where) if where else Span(schema.span(place.document).path, 1, 1), ""
    )


def _nodes(root: Node) -> Iterator[Node]:
    file: File = root.raw
    yield root
    for message in file.messages:
        yield from _message(message, root, root)
    for enum in file.enums:
        yield _node(Kind.PROTO_ENUM, enum, root, root)
    for service in file.services:
        holder = _node(Kind.SERVICE, service, root, root)
        yield holder
        for method in service.methods:
            place = _place(root, method.where)
            yield Node(Kind.RPC, method, place, f"{service.full_name}/{method.name}", holder)


def _message(message: Message, holder: Node, root: Node) -> Iterator[Node]:
    if message.is_entry:
        return
    node = _node(Kind.PROTO_MESSAGE, message, holder, root)
    yield node
    for field in message.fields:
        yield Node(Kind.PROTO_FIELD, field, _place(root, field.where), field.full_name, node)
    for below in message.messages:
        yield from _message(below, node, root)
    for enum in message.enums:
        yield _node(Kind.PROTO_ENUM, enum, node, root)


def _node(kind: Kind, value: Message | Enum | Service, holder: Node, root: Node) -> Node:
    return Node(kind, value, _place(root, value.where), value.full_name, holder)


def _place(root: Node, where: Where) -> Place:
    return Place(root.key, "".join(f"/{number}" for number in where))
