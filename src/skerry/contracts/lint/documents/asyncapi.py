"""AsyncAPI documents, shown to the rules."""

from __future__ import annotations

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.grammar import ASYNCAPI
from skerry.contracts.lint.node import Kind, Node
from skerry.contracts.lint.seen import Seen, placed
from skerry.contracts.lint.walk import Plan, Walk
from skerry.formats.asyncapi import async_api
from skerry.formats.bundle import Bundle
from skerry.formats.json_schema import Place


def look(bundle: Bundle, rules: Plan) -> Seen:
    """What the rules say about one document."""
    api, problems = async_api(bundle)
    if api is None:
        return Seen((), problems)
    desk = Desk(api.raw, api.schemas, value=api)
    walk = Walk(ASYNCAPI, desk, rules, siblings=api.schemas.dialect.siblings)
    found = walk.run(Node(Kind.EVENTS, api.raw, Place("", ""), "", None))
    return Seen(placed(found, api.text, bundle), problems)
