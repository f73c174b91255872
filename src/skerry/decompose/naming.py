"""What each service is called: the words that are frequent inside of it and rare outside.

A word counts by where it stands: in the name of an entity, of a table, at the head of a route, in a class's name, in the names of a file.
What it tells of a service is its part of the divergence between the service's words and those of all others (Kullback-Leibler), so a
technical word, which is spread evenly, tells nothing, and no list of technical words is needed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, pairwise
from math import log, log1p

from skerry.decompose.ownership import Holding, holdings
from skerry.decompose.partition import Partition
from skerry.decompose.wording import CLASSES, folder_words, roles, words
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Endpoint
from skerry.kernel.words import plural

_ENTITY, _ALONE, _ROUTE, _CLASS, _DECLARED, _FOLDER = 3.0, 2.5, 2.0, 1.0, 0.5, 1.5
_DAMPING, _EXCLUSIVE = 0.85, 0.5
_ELSEWHERE = 0.005  # the share of a word that no other service has
_CLOSE = 0.5
_NO_NOUN = 0.5  # what a word counts that is no noun
_DONE = frozenset(
    word
    for line in (
        "add apply build change clear create delete edit execute fetch find get handle init load make persist process put read",
        "remove reset run save send set show start stop submit sync update upload use validate verify write",
    )
    for word in line.split()
)
_QUALIFIES = re.compile(r"([^aeiou]ed|[sv]ed|[a-z]{3}[ai]ble|[a-z]{3}ful)$")
_VERSION = re.compile(r"v?\d+(\.\d+)*|v\{.*")

Scores = dict[str, float]
Words = Sequence[tuple[str, float]]  # with how often


def names(partition: Partition, layout: bool = True) -> dict[str, str]:
    """Each service's label to the name of its context: kebab-case, unique. With `layout` the names of folders take part.

    The service that a word tells most of has it; the others take the next word, or two words where one is ambiguous.
    """
    held = holdings(partition)
    told, phrases = _told(partition, held, layout), _Phrases(partition, held)
    taken: dict[str, str] = {}
    for service in sorted(told, key=lambda s: (-max(told[s].values(), default=0.0), s)):
        candidates = chain(_candidates(service, told, phrases), _numbered(service))
        taken[next(name for name in candidates if name not in taken)] = service
    return {service: name for name, service in sorted(taken.items(), key=lambda item: item[1])}


def vocabulary(partition: Partition, layout: bool = True) -> dict[str, tuple[str, ...]]:
    """Each service's words that tell it from the others, the most telling first."""
    return {
        service: tuple(word for word, score in _ranked(scores) if score > 0)[:20]
        for service, scores in _told(partition, holdings(partition), layout).items()
    }


def _ranked(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


# -- names from words --------------------------------------------------------------------------------------------------


class _Phrases:
    """How the words of a service stand together, and which of them there are many of."""

    def __init__(self, partition: Partition, held: list[Holding]) -> None:
        known = roles(partition)
        self.things: dict[str, set[str]] = {service: set() for service in partition.services}
        self.alone: dict[str, set[str]] = {service: set() for service in partition.services}
        self.used: dict[str, Counter[str]] = {service: Counter() for service in partition.services}
        self.pairs: dict[str, Counter[tuple[str, str]]] = {service: Counter() for service in partition.services}
        for unit, service in zip(partition.graph.units, partition.of_unit, strict=True):
            if service and unit.kind in CLASSES:
                stem = known.stem(unit.name)
                self.pairs[service].update(pairwise(stem))
                self.used[service].update(stem)
                self.alone[service].update(stem[-1:])
        for one in held:
            if one.owner:
                self.things[one.owner].update(known.stem(one.name)[-1:])

    def is_noun(self, service: str, word: str) -> bool:
        """Whether a word can name a thing, by its form; what is done to things and what qualifies them can't, unless it is stored."""
        return (word not in _DONE or word in self.things[service]) and not _QUALIFIES.search(word)

    def name(self, service: str, word: str) -> str:
        """The word; in the plural where it is a thing that is stored."""
        return plural(word) if word in self.things[service] else word

    def two(self, service: str, word: str, scores: Scores) -> list[str]:
        """Names of two words, the most telling first: pairs in which `word` stands in at least two classes."""
        found = [
            (count * max(0.0, min(scores.get(a, 0.0), scores.get(b, 0.0))), (a, b))
            for (a, b), count in self.pairs[service].items()
            if word in (a, b) and count > 1 and a != b and self.is_noun(service, b)
        ]
        ranked = sorted(found, key=lambda item: (-item[0], item[1]))
        return [f"{a}-{self.name(service, b)}" for score, (a, b) in ranked if score > 0]

    def is_part(self, service: str, word: str) -> bool:
        """Whether `word` names nothing by itself: it only begins names (`daily`), or always stands beside the same word (`wish list`)."""
        beside = [times for pair, times in self.pairs[service].items() if word in pair]
        begins = word not in self.alone[service] and any(pair[0] == word for pair in self.pairs[service])
        return begins or self.used[service][word] in beside


def _candidates(service: str, told: Mapping[str, Scores], phrases: _Phrases) -> Iterator[str]:
    """Names, the best first. A word that tells more of another service, or that is a part of a name, needs a second one beside it."""
    scores = told[service]
    nouns = {word: score * (1 if phrases.is_noun(service, word) else _NO_NOUN) for word, score in scores.items()}
    ranked = [(word, score) for word, score in _ranked(nouns) if score > 0]
    for word, score in ranked[:8]:
        if score < ranked[0][1] * _CLOSE:
            break
        two = phrases.two(service, word, scores)
        rival = max((theirs.get(word, 0.0) for other, theirs in told.items() if other != service), default=0.0)
        if rival < score and not (two and phrases.is_part(service, word)):
            yield phrases.name(service, word)
        yield from two
    yield from (phrases.name(service, word) for word, _ in ranked)


def _numbered(service: str) -> Iterator[str]:
    """For a service without a word of its own: its label, as far as that is a name, with a number where need be."""
    stem = "-".join(re.findall(r"[a-z][a-z0-9]*", service.lower())) or "context"
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


# -- how much a word tells ---------------------------------------------------------------------------------------------


def _told(partition: Partition, held: list[Holding], layout: bool) -> dict[str, Scores]:
    """For each service and word its share of the divergence, times how much of all its use is here; roles count less."""
    known = roles(partition)
    shares = {service: _shares(mass) for service, mass in _mass(partition, held, layout).items()}
    overall: defaultdict[str, float] = defaultdict(float)
    for share in shares.values():
        for word, p in share.items():
            overall[word] += p
    others = max(1, len(shares) - 1)

    def tells(word: str, p: float) -> float:
        elsewhere = (overall[word] - p) / others + _ELSEWHERE
        here = float((p / overall[word]) ** _EXCLUSIVE)
        return p * log(p / elsewhere) * here * (1 - known.last.get(word, 0.0) ** 2)

    return {service: {word: tells(word, p) for word, p in share.items()} for service, share in shares.items()}


def _shares(mass: Scores) -> Scores:
    total = sum(mass.values())
    return {word: value / total for word, value in mass.items()} if total else {}


def _mass(partition: Partition, held: list[Holding], layout: bool) -> dict[str, Scores]:
    """What the words of each service weigh. Each kind of evidence is damped by itself, so that none of them shouts."""
    found: dict[str, dict[float, defaultdict[str, float]]] = {
        service: defaultdict(lambda: defaultdict(float)) for service in partition.services
    }
    for service, weight, said in _evidence(partition, held, layout):
        counts = found[service][weight]
        for word, times in said:
            counts[word] += times
    return {service: _damped(kinds) for service, kinds in found.items()}


def _damped(kinds: Mapping[float, Mapping[str, float]]) -> Scores:
    mass: defaultdict[str, float] = defaultdict(float)
    for weight, counts in sorted(kinds.items()):
        for word, times in counts.items():
            mass[word] += weight * times**_DAMPING
    return dict(mass)


def _evidence(partition: Partition, held: list[Holding], layout: bool) -> Iterator[tuple[str, float, Words]]:
    """Service, the weight of the kind of evidence, and words with how often; in the order of facts and paths."""
    yield from _of_entities(partition, held)
    yield from _of_routes(partition)
    of_unit, said = partition.of_unit, partition.graph.derived(_Said)
    for unit, name in said.classes:
        if of_unit[unit]:
            yield of_unit[unit], _CLASS, name
    for path, service in partition.service_of.items():
        yield service, _DECLARED, said.files.get(path, ())
        if layout:
            yield service, _FOLDER, said.folders.get(path, ())


class _Said:
    """The words of each class (a unit), those that each file declares, and those of its folders."""

    def __init__(self, graph: FactGraph) -> None:
        self.classes = [(i, _once(set(words(u.name)))) for i, u in enumerate(graph.units) if u.kind in CLASSES]
        self.files = {
            path: [(word, log1p(times)) for name, times in vocabulary.declared.items() for word in words(name)]
            for path, vocabulary in graph.words.items()
        }
        self.folders = {path: _once(folder_words(path)) for path in graph.files}


def _once(said: Iterable[str]) -> Words:
    return [(word, 1) for word in said]


def _of_entities(partition: Partition, held: list[Holding]) -> Iterator[tuple[str, float, Words]]:
    users = _users(partition, held)
    for one in held:
        if one.owner:
            said = words(one.name)
            often = 1 + log1p(len(users[one.unit]))
            yield one.owner, _ENTITY, [(word, often) for word in set(said)]
            if len(said) == 1:
                yield one.owner, _ALONE, [(said[0], often)]


def _users(partition: Partition, held: list[Holding]) -> dict[int, set[int]]:
    """For each entity the files of its own service that refer to it."""
    graph, found = partition.graph, defaultdict[int, set[int]](set)
    entities = {one.unit: one.owner for one in held}
    table = graph.references
    for source, target in zip(table.sources, table.targets, strict=True):
        if target in entities and partition.of_unit[source] == entities[target]:
            found[target].add(graph.file_of[source])
    return found


def _of_routes(partition: Partition) -> Iterator[tuple[str, float, Words]]:
    for endpoint in partition.graph.of(Endpoint):
        service = partition.of_unit[endpoint.unit]
        if service:
            yield service, _ROUTE, _once(set(words(_head(endpoint.path))))


def _head(path: str) -> str:
    """The first segment of a route that says something."""
    segments = [part for part in path.split("/") if part and not _VERSION.fullmatch(part)]
    return next((part for part in segments if part != "api" and "{" not in part), "")
