"""OpenAPI documents, shown to the rules."""

from __future__ import annotations

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.grammar import OPENAPI
from skerry.contracts.lint.node import Kind, Node
from skerry.contracts.lint.seen import Seen, placed
from skerry.contracts.lint.walk import Plan, Walk
from skerry.formats.bundle import Bundle
from skerry.formats.json_schema import Place
from skerry.formats.openapi import open_api


def look(bundle: Bundle, rules: Plan) -> Seen:
    """What the rules say about one document."""
    api, problems = open_api(bundle)
    if api is None:
        return Seen((), problems)
    desk = Desk(api.raw, api.schemas, api)
    walk = Walk(OPENAPI, desk, rules, siblings=api.version.dialect.siblings)
    found = walk.run(Node(Kind.API, api.raw, Place("", ""), "", None))
    return Seen(placed(found, api.text, bundle), problems)
