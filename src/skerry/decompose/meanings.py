"""Where words of a system mean several things, and where several words mean one: what its contexts have to agree upon.

A homonym is a thing of one name in several services that has other fields and methods in each. A synonym is two things of different names
in two services with nearly the same fields. What two things have from a common base says nothing of either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Place, WordMeanings
from skerry.decompose.wording import CLASSES, roles, words
from skerry.facts.kinds import REFERENCE_KINDS, Entity
from skerry.kernel.words import split

_MOST = 12
_ALIKE, _DIFFERENT = 0.6, 0.4
_FEWEST_SHARED = 3  # fields that two things have and hardly anything else has
_FEWEST_FIELDS = 2
_COMMON = 0.15  # of all entities; what more than these have (`id`, `created`) tells nothing
_INHERIT = REFERENCE_KINDS.index("inherit")


@dataclass(slots=True)
class _Thing:
    """What one service understands by a word: all of its classes of that name together."""

    service: str
    word: str
    place: Place
    stored: bool = False
    fields: Counter[str] = field(default_factory=Counter)
    methods: set[str] = field(default_factory=set)
    bases: set[int] = field(default_factory=set)

    @property
    def features(self) -> set[str]:
        return set(self.fields) | self.methods


def meanings(partition: Partition) -> tuple[WordMeanings, ...]:
    """Homonyms, then synonyms, each the most telling first; at most twelve of each."""
    things = _things(partition)
    common = _common(things)
    return (*_homonyms(things, common)[:_MOST], *_synonyms(things, common)[:_MOST])


def _homonyms(things: Mapping[tuple[str, str], _Thing], common: frozenset[str]) -> list[WordMeanings]:
    by_word: dict[str, list[_Thing]] = defaultdict(list)
    for thing in things.values():
        if len(thing.features - common) >= _FEWEST_FIELDS:
            by_word[thing.word].append(thing)
    found = []
    for word, meant in by_word.items():
        if len(meant) < 2 or not any(thing.stored for thing in meant):
            continue
        pairs = list(combinations(meant, 2))
        alike = sum(_likeness(a.features - common, b.features - common) for a, b in pairs) / len(pairs)
        if alike <= _DIFFERENT and not all(_kin(a, b) for a, b in pairs):
            told = tuple((thing.service, _told(thing, meant, common), thing.place) for thing in meant)
            weight = sum(len(thing.fields) for thing in meant if thing.stored) * (1 - alike)
            found.append((-weight, word, WordMeanings("homonym", (word,), told)))
    return [meaning for _, _, meaning in sorted(found, key=lambda item: item[:2])]


def _synonyms(things: Mapping[tuple[str, str], _Thing], common: frozenset[str]) -> list[WordMeanings]:
    stored = [thing for thing in things.values() if thing.stored and len(set(thing.fields) - common) >= _FEWEST_SHARED]
    found = []
    for a, b in combinations(stored, 2):
        if a.service == b.service or a.word == b.word or _kin(a, b):
            continue
        shared = (set(a.fields) & set(b.fields)) - common
        alike = _likeness(set(a.fields) - common, set(b.fields) - common)
        if len(shared) >= _FEWEST_SHARED and alike >= _ALIKE:
            both = f"has {_listed(sorted(shared))}, as in the other"
            told = ((a.service, both, a.place), (b.service, both, b.place))
            found.append((-alike * len(shared), a.word, b.word, WordMeanings("synonym", (a.word, b.word), told)))
    return [meaning for *_, meaning in sorted(found, key=lambda item: item[:3])]


def _told(thing: _Thing, meant: Iterable[_Thing], common: frozenset[str]) -> str:
    """What it has here, and has nowhere else."""
    elsewhere = {feature for other in meant if other is not thing for feature in other.features} | common
    fields = [name for name in thing.fields if name not in elsewhere]
    if fields:
        return f"has {_listed(fields)}"
    return (
        f"can {_listed(sorted(thing.methods - elsewhere) or sorted(thing.methods))}" if thing.methods else "has no more"
    )


def _listed(names: list[str]) -> str:
    said = [" ".join(split(name)) or name for name in names[:4]]
    return ", ".join(said) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _likeness(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def _kin(a: _Thing, b: _Thing) -> bool:
    return not a.bases.isdisjoint(b.bases)


def _common(things: Mapping[tuple[str, str], _Thing]) -> frozenset[str]:
    stored = [thing for thing in things.values() if thing.stored]
    counts = Counter(feature for thing in stored for feature in thing.features)
    return frozenset(name for name, number in counts.items() if number > max(3, _COMMON * len(stored)))


# -- things ------------------------------------------------------------------------------------------------------------


def _things(partition: Partition) -> dict[tuple[str, str], _Thing]:
    """By service and word. A class stands for the word that its whole name is, an entity also without the technical end of its name."""
    known, bases = roles(partition), _bases(partition)
    entities = {entity.unit: entity for entity in partition.graph.of(Entity)}
    plain = _prefixes(entities.values())
    members = _members(partition)
    found: dict[tuple[str, str], _Thing] = {}
    for i, unit in enumerate(partition.graph.units):
        service = partition.of_unit[i]
        if not service or unit.kind not in CLASSES:
            continue
        said = known.stem(unit.name) if i in entities else words(unit.name)
        word = " ".join(said[1:] if said[:1] and said[0] in plain else said)
        if not word:
            continue
        thing = found.setdefault((service, word), _Thing(service, word, partition.place(i)))
        _add(thing, i, entities.get(i), members[i], partition)
        thing.bases |= _above(i, bases)
    return found


def _add(thing: _Thing, unit: int, entity: Entity | None, methods: set[str], partition: Partition) -> None:
    thing.methods |= methods
    if entity is not None:
        if not thing.stored:
            thing.place = partition.place(unit)
        thing.stored = True
        thing.fields.update(_plain(column.name) for column in entity.columns)


def _plain(name: str) -> str:
    """A field's name as names of several languages are compared."""
    return "_".join(split(name)).removesuffix("_id") or name


def _prefixes(entities: Iterable[Entity]) -> frozenset[str]:
    """What names of abstract entities begin with; `Abstract` and `Base` mean it everywhere."""
    counts = Counter(said[0] for entity in entities if entity.abstract and len(said := words(entity.name)) > 1)
    return frozenset({word for word, number in counts.items() if number > 2} | {"base", "abstract"})


def _members(partition: Partition) -> Mapping[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for unit in partition.graph.units:
        if unit.kind == "function" and unit.parent >= 0 and not unit.name.startswith("__"):
            found[unit.parent].add(unit.name)
    return found


def _above(unit: int, bases: Mapping[int, list[int]]) -> set[int]:
    """All classes above a class, and itself."""
    seen, todo = {unit}, [unit]
    while todo:
        fresh = [base for base in bases.get(todo.pop(), ()) if base not in seen]
        seen.update(fresh)
        todo += fresh
    return seen


def _bases(partition: Partition) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    table = partition.graph.references
    for source, target, kind in zip(table.sources, table.targets, table.kinds, strict=True):
        if kind == _INHERIT:
            found[source].append(target)
    return found
