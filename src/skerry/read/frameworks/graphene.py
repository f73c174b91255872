"""GraphQL in Python (Graphene, Strawberry, Ariadne's decorators): the fields of the root types are entrances."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Endpoint
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Scope

_ROOT = re.compile(r"(Quer(?:y|ies)|Mutations?|Subscriptions?)$")
_FIELD = re.compile(r"([\w.]+)\.Field\(")
_KIND = {"Q": "QUERY", "M": "MUTATION", "S": "SUBSCRIPTION"}


def facts(view: View) -> Iterator[AnyFact]:
    """An endpoint for each field that a root type serves."""
    for i, scope in view.classes():
        root = _ROOT.search(scope.name)
        if root is None or not _of_schema(scope):
            continue
        kind = _KIND[root.group(1)[0]]
        for name, line, unit in (*_mutations(view, i), *_resolvers(view, i)):
            yield Endpoint(
                unit=unit, line=line, reader="graphql", method=kind, path="/graphql", name=name, at=view.unit(i)
            )


def _of_schema(scope: Scope) -> bool:
    bases = any(base.rpartition(".")[2] == "ObjectType" for base in scope.bases)
    return bases or any(mark.name in {"strawberry.type", "strawberry.federation.type"} for mark in scope.marks)


def _mutations(view: View, owner: int) -> Iterator[tuple[str, int, int]]:
    """`order_create = OrderCreate.Field()`: the class handles it."""
    for field in view.fields(owner):
        made = _FIELD.match(field.value)
        unit = view.resolve(made.group(1), owner).unit if made is not None else -1
        if unit >= 0:
            yield field.name, field.line, unit


def _resolvers(view: View, owner: int) -> Iterator[tuple[str, int, int]]:
    """Graphene's `resolve_orders`, Strawberry's decorated methods."""
    for i, scope in enumerate(view.scopes):
        if scope.parent != owner or scope.kind != "function":
            continue
        if scope.name.startswith("resolve_"):
            yield scope.name.removeprefix("resolve_"), scope.line, view.unit(i)
        elif any(re.match(r"strawberry\.(\w+\.)?(field|mutation|subscription)$", mark.name) for mark in scope.marks):
            yield scope.name, scope.line, view.unit(i)


FRAMEWORK = Framework("graphene", frozenset({"python"}), ("graphene", "strawberry", "strawberry_django"), facts)
