"""What of a schema is Apollo Federation: which directives are its own, under which names, and in which version.

https://specs.apollo.dev/federation/ and https://specs.apollo.dev/link/v1.0/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Applied, Entries, Items, Value

_URL = re.compile(r"^https?://specs\.apollo\.dev/(?P<spec>federation|link|connect)/v(?P<version>\d+\.\d+)/?$")
FIRST = ("key", "extends", "external", "provides", "requires")
SECOND = (
    *FIRST,
    "shareable",
    "inaccessible",
    "override",
    "tag",
    "composeDirective",
    "interfaceObject",
    "authenticated",
    "requiresScopes",
    "policy",
    "context",
    "fromContext",
    "cost",
    "listSize",
    "cacheTag",
)
MACHINERY = re.compile(r"^(?:_Any|_Entity|_Service|FieldSet|_FieldSet|(?:join|link|federation|core|connect)__\w+)$")
ENTRANCES = ("_service", "_entities")  # fields of Query that a router asks, and no consumer


@dataclass(frozen=True, slots=True)
class Federation:
    """How a schema speaks of federation. `names` are its names of federation's directives, by their own names."""

    version: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.version)

    def own(self, name: str) -> str:
        """What federation calls a directive of the schema; '' where it is none of federation's."""
        return next((own for own, known in self.names.items() if known == name), "")

    def uses(self, directives: tuple[Applied, ...], own: str) -> list[Applied]:
        """The uses of a directive of federation."""
        name = self.names.get(own)
        return [use for use in directives if name and use.name == name]


def federation(schema: Schema) -> Federation:
    """How `schema` speaks of federation: linked (version 2), or, without a link, with the names of version 1 where it uses them."""
    links = list(_links(schema))
    for spec, version, use in links:
        if spec == "federation":
            return Federation(version, _imported(use) | {"link": "link"})
    if links or not _mentions(schema, ("@key", "@shareable", "@inaccessible")):
        return Federation()
    second = _mentions(schema, ("@shareable", "@inaccessible", "@override"))
    return Federation("2.0" if second else "1.0", {name: name for name in (SECOND if second else FIRST)})


def _mentions(schema: Schema, words: tuple[str, ...]) -> bool:
    parts = (part for parts in schema.type_parts.values() for part in parts)
    return any(word in part.piece.text for part in parts for word in words)


def _links(schema: Schema) -> Iterator[tuple[str, str, Applied]]:
    for use in schema.roots.directives:
        url = use.arguments.get("url")
        if isinstance(url, str) and (match := _URL.match(url)):
            yield match["spec"], match["version"], use


def _imported(use: Applied) -> dict[str, str]:
    prefix = use.arguments.get("as")
    prefix = prefix if isinstance(prefix, str) else "federation"
    names = {name: f"{prefix}__{name}" for name in SECOND}
    listed = use.arguments.get("import")
    for each in listed.of if isinstance(listed, Items) else ():
        own, known = _import(each)
        if own.startswith("@") and own[1:] in names:
            names[own[1:]] = known[1:]
    return names


def _import(each: Value) -> tuple[str, str]:
    if isinstance(each, str):
        return each, each
    entries = dict(each.of) if isinstance(each, Entries) else {}
    own = entries.get("name")
    known = entries.get("as", own)
    return (own, known) if isinstance(own, str) and isinstance(known, str) else ("", "")
