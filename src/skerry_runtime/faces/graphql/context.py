"""What surrounds the execution of one operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLResolveInfo, OperationDefinitionNode

from skerry_runtime.faces.graphql.entities import Batches
from skerry_runtime.service.routes import Headers

_KEY, _MATCH = b"idempotency-key", b"if-match"
Info = GraphQLResolveInfo[Any]
_NOT_OURS = frozenset((_KEY, _MATCH, b"if-none-match", b"skerry-undoes"))


@dataclass(slots=True)
class Context:
    """Who asks, until when, what was read already, and what mutations ran into; `position` is the place in a list of operations."""

    headers: Headers
    identity: object
    deadline: float
    batches: Batches
    position: int = -1
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def asking(self) -> Headers:
        """The headers of one that reads: conditions are of REST alone."""
        return {name: value for name, value in self.headers.items() if name not in _NOT_OURS}

    def commanding(self, info: Info, key: str | None, *, guarded: bool) -> Headers:
        """The headers of a command. Its idempotency key is the one in its input, else that of the request.

        A request with several commands has one key: each gets its own by its name in the answer, and by its place in a list.
        """
        found = self.asking
        given = self.headers.get(_KEY, b"") if key is None else key.encode("latin-1", "replace")
        if given and key is None:
            parts = [str(self.position)] if self.position >= 0 else []
            parts += [] if alone(info.operation) else [str(info.path.key)]
            given = b"/".join((given, *(part.encode() for part in parts)))
        if given:
            found[_KEY] = given
        if _MATCH in self.headers:
            found[_MATCH] = self.headers[_MATCH]
        elif guarded:
            found[_MATCH] = b"*"  # an input has no place for an `ETag`: whatever state the thing is in
        return found


def alone(operation: OperationDefinitionNode) -> bool:
    """Whether nothing else is asked for; a fragment may hold several fields."""
    selections = operation.selection_set.selections
    return len(selections) == 1 and isinstance(selections[0], FieldNode)
