"""AsyncAPI documents, shown to the rules."""

from __future__ import annotations

import re

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.grammar import ASYNCAPI
from skerry.contracts.lint.node import Kind, Node
from skerry.contracts.lint.seen import Documents, Seen, placed
from skerry.contracts.lint.walk import Plan, Walk
from skerry.formats.bundle import Bundle
from skerry.formats.json_schema import Dialect, Place, Schemas
from skerry.formats.text import read

_KEY = re.compile(rb"""^[ \t]*["']?asyncapi["']?[ \t]*:|[{,]\s*"asyncapi"\s*:""", re.MULTILINE)


def claims(name: str, head: bytes) -> bool:
    """Whether a file is an AsyncAPI document."""
    return name.lower().endswith((".json", ".yaml", ".yml")) and _KEY.search(head) is not None


def look(bundle: Bundle, rules: Plan) -> Seen:
    """What the rules say about one document."""
    name = bundle.names[0]
    text, problems = read(bundle.place(name), bundle.fetch(name) or b"")
    if text is None or not isinstance(text.value, dict):
        return Seen((), problems)
    old = str(text.value.get("asyncapi", "")).startswith("2.")
    dialect = Dialect.ASYNCAPI_2 if old else Dialect.ASYNCAPI_3
    desk = Desk(text.value, Schemas(text.value, dialect, name, bundle))
    walk = Walk(ASYNCAPI, desk, rules, siblings=dialect.siblings)
    found = walk.run(Node(Kind.EVENTS, text.value, Place("", ""), "", None))
    return Seen(placed(found, text, bundle), problems)


DOCUMENTS = Documents("asyncapi", claims, look)
