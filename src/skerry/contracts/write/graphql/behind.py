"""What a subgraph's document does not say, and whoever serves it has to know: which operation answers a field, how JSON says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skerry.model.system.names import TypeName


@dataclass(frozen=True, slots=True)
class Resolved:
    """The operation that answers a field. `arguments` are the parameters that are called otherwise there, by the argument's name."""

    operation: str
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """How JSON tells alternatives apart: by which property, and which value of it is which type, or which field of an input."""

    property: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind the document of one service, by the names that stand in it.

    `words` are the model's words of enums, `links` the field that holds the key of what another one leads to, by type.
    """

    queries: dict[str, Resolved] = field(default_factory=dict)
    mutations: dict[str, Resolved] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    entities: dict[str, TypeName] = field(default_factory=dict)
    alternatives: dict[str, Alternatives] = field(default_factory=dict)
