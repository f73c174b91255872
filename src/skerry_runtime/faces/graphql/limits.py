"""How much one request may ask for. A query is a program of a stranger: without bounds, a short one can ask for everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

PREFIX = "SKERRY_GRAPHQL_"


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one endpoint; `SKERRY_GRAPHQL_DEPTH` and so on set them, `SKERRY_GRAPHQL_INTROSPECTION=off` hides the schema.

    Attributes:
        document: bytes of a document.
        tokens: of a document.
        nesting: brackets within brackets, whatever they mean.
        directives: uses of directives in a document.
        depth: fields within fields, fragments taken apart; introspection has its own.
        aliases: fields under another name.
        cost: what the answer may hold: each object 1, each plain value 0.1, in lists as many times as the list may be long.
        fields: of an operation, fragments taken apart.
        variables: values within the variables, all together.
        batch: operations in one request.
        entities: of one `_entities`.
        seconds: for one request.
    """

    document: int = 32_768
    tokens: int = 2_000
    nesting: int = 50
    directives: int = 50
    depth: int = 12
    aliases: int = 50
    cost: int = 20_000
    fields: int = 500
    variables: int = 5_000
    batch: int = 10
    entities: int = 1_000
    seconds: float = 10.0
    introspection: bool = True

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Limits:
        """Those that the environment says, else the usual ones.

        Raises:
            ValueError: one is no number, and which.
        """
        found: dict[str, object] = {}
        for each in fields(cls):
            text = environment.get(f"{PREFIX}{each.name.upper()}", "").strip()
            if not text:
                continue
            if each.name == "introspection":
                found[each.name] = text.lower() not in ("off", "false", "no", "0")
                continue
            try:
                found[each.name] = float(text) if each.name == "seconds" else int(text)
            except ValueError as error:
                raise ValueError(f"{PREFIX}{each.name.upper()} is {text!r}, and has to be a number") from error
        return replace(cls(), **found)  # type: ignore[arg-type]
