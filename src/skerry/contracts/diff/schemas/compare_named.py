"""Alternatives by name: a union of references offers them to readers, whatever their schemas accept.

`Dog`, `Cat` and `Rabbit` may all be open objects of which each accepts the others' values; that the text no longer offers a
`Rabbit` is a change of meaning which the lattice cannot see. One that only got another name is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Effect
from skerry.contracts.diff.schemas.walk import Walk
from skerry.formats.json_schema import Shape

NAMED = "named"


def compare_named(walk: Walk) -> None:
    """Names that came or went where the values accepted stayed; what changes those is found elsewhere."""
    for word, kind in (("anyOf", "any-of"), ("oneOf", "one-of")):
        was, now = dict(_named(walk.before, word)), dict(_named(walk.after, word))
        if not was or not now:
            continue
        gone = [name for name in was if name not in now]
        new = [name for name in now if name not in was]
        for name in list(gone):
            twin = next(
                (each for each in new if _letters(each) == _letters(name) or walk.lattice.same(was[name], now[each])),
                None,
            )
            if twin is not None:
                gone.remove(name)
                new.remove(twin)
        for name in gone:
            walk.note(kind, Action.REMOVED, Effect.NEITHER, name, None, words=(word,), traits={NAMED})


def _letters(name: str) -> str:
    """A name without its notation: `dog-food`, `DogFood` and `dog_food.yml` are one to readers."""
    return re.sub(r"\.(?:ya?ml|json)\Z|[^A-Za-z0-9]", "", name).lower()


def _named(shape: Shape, word: str) -> Iterator[tuple[str, Shape]]:
    for part in shape.atoms:
        branches = part.raw.get(word) if isinstance(part.raw, dict) else None
        for at, branch in enumerate(branches if isinstance(branches, list) else ()):
            reference = branch.get("$ref") if isinstance(branch, dict) else None
            if isinstance(reference, str):
                yield reference.rpartition("/")[2], shape.make((part.below(word, at),))
