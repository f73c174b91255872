"""Files that are a JSON Schema, shown to the rules."""

from __future__ import annotations

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.grammar import JSON_SCHEMA
from skerry.contracts.lint.node import Kind, Node
from skerry.contracts.lint.seen import Seen, placed
from skerry.contracts.lint.walk import Plan, Walk
from skerry.formats.bundle import Bundle
from skerry.formats.json_schema import Place, Schemas, dialect_of
from skerry.formats.text import read


def look(bundle: Bundle, rules: Plan) -> Seen:
    """What the rules say about one schema."""
    name = bundle.names[0]
    text, problems = read(bundle.place(name), bundle.fetch(name) or b"")
    if text is None or not isinstance(text.value, dict):
        return Seen((), problems)
    dialect = dialect_of(text.value)
    desk = Desk(text.value, Schemas(text.value, dialect, name, bundle))
    walk = Walk(JSON_SCHEMA, desk, rules, siblings=dialect.siblings)
    found = walk.run(Node(Kind.SCHEMA, text.value, Place("", ""), "", None))
    return Seen(placed(found, text, bundle), problems)
