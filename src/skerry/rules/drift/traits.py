"""What is promised of services and of their calls, and what code and manifests show of it.

Two views differ for sure in two cases only. Something is promised, and the source of who should keep it was read and shows nothing of
the kind; what a runtime or a mesh keeps is not looked for there. Or both give a value for the very same thing, and no
two agree. Between two states of the code, which one reader tells, what came or went is a difference too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.facts.fleet import Fleet, Node, Trait, Witness
from skerry.model.terms.quantities import Cpu, Memory
from skerry.model.terms.scan import TermError
from skerry.rules.drift import names
from skerry.rules.drift.difference import Difference, Kind
from skerry.rules.drift.sides import Sides

# What a difference calls them. All other traits are habits of the code, or of how it is deployed, that nobody promises.
NOUNS = {
    "times-out": "timeouts",
    "retries": "retries",
    "breaks-circuit": "circuit breakers",
    "authenticates": "authentication",
    "authorizes": "authorization",
    "encrypts": "encryption",
    "outbox": "outbox",
    "dead-letters": "dead letters",
    "limits-resources": "resource limits",
    "autoscales": "autoscaling",
    "liveness": "liveness probes",
    "readiness": "readiness probes",
    "literal-secret": "secrets in plain text",
    "privileged": "privileged containers",
}
_OF_CALLS = ("times-out", "retries", "breaks-circuit")
_OF_ACCESS = ("authenticates", "authorizes", "checks-tokens")
_IN_MANIFESTS = frozenset(["limits-resources", "autoscales", "liveness", "readiness", "privileged"])
_NUMBERS = frozenset(["times-out", "retries", "autoscales"])


def differences(sides: Sides) -> Iterator[Difference]:
    """Service by service."""
    both = sides.wanted.denies("traits") and sides.found.denies("traits")
    for name, (mine, theirs) in sides.pairs.items():
        if both:
            yield from _between(sides, name, mine, theirs) if mine.role in names.SERVICE else ()
        elif sides.found.denies("traits") and not sides.wanted.fleet.has(mine.name, "kept-by-platform"):
            yield from _promised(sides, name, theirs)
        yield from _values(sides, name, theirs)


def _between(sides: Sides, name: str, mine: Node, theirs: Node) -> Iterator[Difference]:
    """What one reader sees in one state of the code and not in the other. What code shows is known where both have it."""
    read = all(
        plane.fleet.has(node.name, "source-read") for plane, node in ((sides.wanted, mine), (sides.found, theirs))
    )
    for trait, noun in NOUNS.items():
        before = tuple(sides.wanted.fleet.traits_of(mine.name, trait))
        after = tuple(sides.found.fleet.traits_of(theirs.name, trait))
        if bool(before) == bool(after) or not (read or trait in _IN_MANIFESTS):
            continue
        if before:
            yield Difference(Kind.MISSING, noun, name, f"{name} shows no {noun}", noun, "", _seen(before))
        else:
            said = f"{name} shows {noun}, which {'is' if noun[-1] != 's' else 'are'} not declared"
            yield Difference(Kind.UNEXPECTED, noun, name, said, "", noun, (), _seen(after))


def _promised(sides: Sides, name: str, theirs: Node) -> Iterator[Difference]:
    """What is wanted of a service whose source was read, and that shows nothing of it."""
    wanted, found = sides.wanted.fleet, sides.found.fleet
    if not found.has(theirs.name, "source-read"):
        return
    for trait in _OF_CALLS:
        kept = {sides.name(each.other) if each.other else "" for each in found.traits_of(theirs.name, trait)}
        for other, rows in _by_other(wanted.traits_of(name, trait)).items():
            called = (name, other) in sides.declared.keys() & sides.observed.keys()
            if called and not kept & {"", other}:
                noun = NOUNS[trait]
                said = f"calls of {name} to {other} show no {noun}"
                yield Difference(Kind.MISSING, noun, f"{name} -> {other}", said, _text(rows), "", _seen(rows))
    asked = tuple(wanted.traits_of(name, "authenticates"))
    if asked and not _checked(found, theirs.name):
        said = f"{name} shows no authentication, and no gateway in front of it does"
        yield Difference(Kind.MISSING, "authentication", name, said, _text(asked) or "authentication", "", _seen(asked))


def _checked(fleet: Fleet, node: str) -> bool:
    """Whether a node asks its callers who they are, or a gateway does before it."""
    doors = [edge.source for edge in fleet.into(node) if fleet.by_name[edge.source].role == "gateway"]
    return any(fleet.has(each, trait) for each in (node, *doors) for trait in _OF_ACCESS)


def _values(sides: Sides, name: str, theirs: Node) -> Iterator[Difference]:
    """Values of the very same thing, of which no two agree."""
    for trait in (*_OF_CALLS, "limits-resources", "autoscales"):
        mine = _by_other(sides.wanted.fleet.traits_of(sides.pairs[name][0].name, trait))
        found = _by_other(sides.found.fleet.traits_of(theirs.name, trait), sides)
        for other in sorted(mine.keys() & found.keys()):
            wanted, seen = _sizes(trait, mine[other]), _sizes(trait, found[other])
            for measure in sorted(wanted.keys() & seen.keys()):
                if not wanted[measure].keys() & seen[measure].keys():
                    yield _changed(trait, name, other, measure, wanted[measure], seen[measure])


def _changed(
    trait: str, name: str, other: str, measure: str, wanted: dict[float, Trait], seen: dict[float, Trait]
) -> Difference:
    noun = f"{measure} limits" if measure else NOUNS[trait]
    one, another = _listed(wanted), _listed(seen)
    whose = f"calls of {name} to {other}" if other else name
    return Difference(
        Kind.TRAIT, noun, f"{name} -> {other}" if other else name, f"{noun} of {whose}: {another}, not {one}", one, another,
        _seen(wanted.values()), _seen(seen.values()),
    )  # fmt: skip


def _by_other(rows: Iterable[Trait], sides: Sides | None = None) -> dict[str, tuple[Trait, ...]]:
    """Traits by whose calls they are of, in wanted names ('' for all)."""
    found: dict[str, tuple[Trait, ...]] = {}
    for row in rows:
        other = sides.name(row.other) if sides and row.other else row.other
        found[other] = (*found.get(other, ()), row)
    return found


def _sizes(trait: str, rows: Iterable[Trait]) -> dict[str, dict[float, Trait]]:
    """The values that can be compared, by what is measured ('' where that is the trait itself)."""
    found: dict[str, dict[float, Trait]] = {}
    for row in rows:
        for measure, size in _measured(trait, row.value):
            found.setdefault(measure, {})[size] = row
    return found


def _measured(trait: str, value: str) -> Iterator[tuple[str, float]]:
    if trait in _NUMBERS:
        if value.replace(".", "", 1).isdecimal():
            yield "", float(value)
        return
    for part in value.split():
        measure, _, text = part.partition("=")
        if measure in {"cpu", "memory"}:
            try:
                yield measure, (Cpu if measure == "cpu" else Memory).parse(text).size
            except TermError:
                continue


def _listed(values: dict[float, Trait]) -> str:
    return ", ".join(dict.fromkeys(row.value for _, row in sorted(values.items(), key=lambda each: each[0])))


def _text(rows: Iterable[Trait]) -> str:
    return ", ".join(sorted({row.value for row in rows if row.value}))


def _seen(rows: Iterable[Trait]) -> tuple[Witness, ...]:
    return tuple(dict.fromkeys(witness for row in rows for witness in row.evidence))
