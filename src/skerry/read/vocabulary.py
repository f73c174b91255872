"""Counting the words of one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from skerry.facts.vocabulary import Vocabulary
from skerry.kernel.words import singular, split
from skerry.read.outline import Body, Head


def vocabulary(head: Head, body: Body) -> Vocabulary:
    """The words of a file's own names and of those that it mentions; names that only an import of a module makes are left out."""
    modules = {part for item in head.imports for part in item.module.replace("/", ".").split(".")} - {
        i.name for i in head.imports
    }
    declared = [scope.name for scope in head.scopes] + [variable.name for variable in head.fields]
    mentioned = [call.name for call in body.calls] + [use.name.rpartition(".")[2] for use in body.uses]
    mentioned += [variable.name for variable in body.locals]
    return Vocabulary(_count(declared), _count(name for name in mentioned if name not in modules))


def _count(names: Iterable[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for name, times in Counter(names).items():
        for word in _words(name):
            counts[word] += times
    return dict(counts)


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(singular(word) for word in split(name) if len(word) > 1)
