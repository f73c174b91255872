"""What a kind of difference is, and helpers that write its samples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Effect

Sample = tuple[str, str]
STRING, INTEGER = {"type": "string"}, {"type": "integer"}
SHORT = {"type": "string", "maxLength": 5}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of difference. `added`, `narrowed`, `changed` are samples before and after; their twins are the same turned round.

    `adds` is what adding it does to the accepted values.
    """

    name: str
    title: str
    about: str
    added: Sample | None = None
    narrowed: Sample | None = None
    changed: Sample | None = None
    adds: Effect = Effect.NARROWED

    def samples(self) -> Iterator[tuple[Action, Effect, Sample]]:
        """Each action with its effect and its sample."""
        turned = {Effect.NARROWED: Effect.WIDENED, Effect.WIDENED: Effect.NARROWED}
        if self.added:
            yield Action.ADDED, self.adds, self.added
            yield Action.REMOVED, turned.get(self.adds, self.adds), self.added[::-1]
        if self.narrowed:
            neither = self.adds is Effect.NEITHER
            yield Action.NARROWED, Effect.NEITHER if neither else Effect.NARROWED, self.narrowed
            yield Action.WIDENED, Effect.NEITHER if neither else Effect.WIDENED, self.narrowed[::-1]
        if self.changed:
            yield Action.CHANGED, Effect.NEITHER if self.adds is Effect.NEITHER else Effect.BOTH, self.changed


def limit(word: str, kind: str, title: str, type_: str, loose: float, tight: float) -> Kind:
    """A limit: `loose` and `tight` values of a keyword of a type."""

    def bounded(at: float | None) -> str:
        return json.dumps({"type": type_, **({} if at is None else {word: at})})

    end = "least" if "in" in word[:12] and "ax" not in word else "greatest"
    about = f"`{word}` is the {end} {title} that is valid. Data beyond it is refused by those who check."
    return Kind(kind, f"{end} {title}", about, (bounded(None), bounded(loose)), (bounded(loose), bounded(tight)))


def typed(word: str, **more: object) -> str:
    """A schema of a type, as text."""
    return json.dumps({"type": word, **more})


def members(**more: object) -> str:
    """An object with a member `a`, as text."""
    return json.dumps({"type": "object", "properties": {"a": {"type": "string"}}, **more})


def array(**more: object) -> str:
    """An array, as text."""
    return json.dumps({"type": "array", **more})


def schema(**more: object) -> str:
    """A schema of these keywords, as text."""
    return json.dumps(more)
