"""How the rules of OpenAPI are written down: their four parts as words, and examples without what every document has."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent

from skerry.contracts.change import Action, Direction, Level, Rule

B, D, S = Level.BREAKING, Level.DANGEROUS, Level.SAFE
OK = "responses: { '200': { description: done } }"
JSON = "content: { application/json: { schema: { type: object } } }"
_HEAD = "openapi: 3.1.0\ninfo: { title: Orders, version: 1.0.0 }\n"


def rule(parts: str, level: Level, title: str, before: str, after: str, about: str = "") -> Rule:
    """A rule from `direction area kind action`, a direction of both and a kind that is the thing itself left out as `-`."""
    direction, area, kind, action = parts.split()
    return Rule(
        Direction.BOTH if direction == "-" else Direction(direction),
        area,
        "itself" if kind == "-" else kind,
        Action(action),
        level,
        title,
        about,
        before,
        after,
    )


def gathered(module: Mapping[str, object]) -> tuple[Rule, ...]:
    """The rules of a module, in its order."""
    return tuple(value for value in module.values() if isinstance(value, Rule))


def api(operation: str = "", *, top: str = "") -> str:
    """A document with these methods under one path, and `top` above its paths."""
    body = f"paths:\n  /orders:\n{indent(operation, '    ')}\n" if operation else "paths: {}\n"
    return f"{_HEAD}{top}{body}"


def get(*lines: str) -> str:
    """A document with one operation that says this."""
    return api("get:\n" + indent("\n".join((*lines, OK)), "  "))


def post(*lines: str) -> str:
    """The same with an operation that takes a body."""
    return api("post:\n" + indent("\n".join((*lines, OK)), "  "))


def parameter(text: str) -> str:
    """A document with one parameter in the query."""
    return get(f"parameters: [{{ name: status, in: query, {text} }}]")


def answer(text: str) -> str:
    """A document with one answer."""
    return api("get:\n" + indent(f"responses: {{ '200': {{ description: done, {text} }} }}", "  "))


def body(text: str) -> str:
    """A document with a body of this kind."""
    return post(f"requestBody: {{ {text} }}")


NONE = get()
