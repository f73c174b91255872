"""What would stand in the place of all that crosses one boundary, argued from what crosses it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skerry.decompose.proposal import Crossing, Place
from skerry.kernel.words import split

_MANY_PLACES = 3  # files that read: below, to ask where it is needed is less work than to keep a copy up to date
_GETTERS = frozenset({"get", "is", "has"})

Kinds = Mapping[str, Sequence[Crossing]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a crossing alone doesn't say: which transactions change several services, and which classes (qualified) are entities, events."""

    torn: frozenset[Place]
    entities: frozenset[str]
    events: frozenset[str]


def replacement(source: str, target: str, found: Sequence[Crossing], evidence: Evidence) -> tuple[str, str]:
    """`saga`, `event`, `replica`, `API call`, `published language` or `shared kernel`, and why. `found`: heaviest first."""
    kinds: dict[str, list[Crossing]] = defaultdict(list)
    for crossing in found:
        kinds[_meaning(crossing, evidence)].append(crossing)
    becomes, why = _argued(source, target, kinds)
    bases = kinds["inherit"]
    if bases and becomes != "shared kernel":
        why += f" Base classes ({_whats(bases)}) go to a library, or each side gets its own."
    return becomes, why


def _meaning(crossing: Crossing, evidence: Evidence) -> str:
    """What a crossing means for its replacement: to ask another's entity for its state is to read it; to mention another's event is to
    raise it or to handle it."""
    what, (owner, _, method) = crossing.what, crossing.target.unit.rpartition(".")
    match crossing.kind:
        case "transaction":
            return "torn" if crossing.source in evidence.torn and "writes " in what else "needed"
        case "table access":
            return what.partition(" ")[0].removesuffix("s")
        case "call":
            return (
                "read" if owner in evidence.entities and split(method)[:1] and split(method)[0] in _GETTERS else "call"
            )
        case "type":
            return "type" if evidence.events.isdisjoint((owner, crossing.target.unit)) else "event"
    return crossing.kind


def _argued(source: str, target: str, kinds: Kinds) -> tuple[str, str]:
    if kinds["torn"]:
        return "saga", _saga(target, kinds["torn"])
    if kinds["event"] and not any(kinds[kind] for kind in ("write", "read", "call", "needed")):
        return (
            "event",
            f"Events already go between {source} and {target} ({_whats(kinds['event'])}), and nothing else is asked.",
        )
    if kinds["write"]:
        places = f"in {_places(kinds['write'])} ({_whats(kinds['write'])})"
        return (
            "API call",
            f"{source} changes what {target} owns {places}: commands, so that {target} guards its own rules.",
        )
    reads, calls = kinds["read"], kinds["call"]
    if len(_files(reads)) >= _MANY_PLACES and len(reads) >= len(calls):
        return "replica", (
            f"{source} {'mostly' if calls else 'only'} reads what {target} owns ({_whats(reads)}), but in {_places(reads)}: "
            f"a copy that events of {target} keep up to date answers all of them."
        )
    if reads or calls:
        return "API call", _calls(source, target, reads, calls)
    return _declared(source, target, kinds)


def _saga(target: str, torn: Sequence[Crossing]) -> str:
    name, _, deeds = torn[0].what.partition(" ")
    others = len({crossing.source for crossing in torn}) - 1
    more = f" ({others} more transaction{'s do' if others > 1 else ' does'} alike)" if others else ""
    return (
        f"{name} {deeds} of {target} in one transaction with what others own{more}: "
        "each service commits its part, and undoes it if a later one fails."
    )


def _calls(source: str, target: str, reads: Sequence[Crossing], calls: Sequence[Crossing]) -> str:
    read = f"reads what {target} owns in {_places(reads)} ({_whats(reads)})" if reads else ""
    called = f"calls {target} in {_places(calls)} ({_whats(calls)})" if calls else ""
    return f"{source} {' and '.join(filter(None, (read, called)))}, and needs the answer there and then."


def _declared(source: str, target: str, kinds: Kinds) -> tuple[str, str]:
    """Where nothing runs from the one to the other: keys, base classes and types are all that crosses."""
    keys, bases, types = kinds["foreign key"], kinds["inherit"], kinds["type"]
    if kinds["needed"]:
        return (
            "API call",
            f"{source} needs {target} inside a transaction ({_whats(kinds['needed'])}): ask before it begins.",
        )
    if keys:
        return "event", (
            f"{source} only refers to what {target} owns ({_whats(keys)}): keep the identifier as a value, "
            f"and let {target} say when one goes away."
        )
    if bases:
        return "shared kernel", (
            f"{source} extends classes of {target} in {_places(bases)} ({_whats(bases)}) and asks nothing of it at run time: "
            "a small library of both."
        )
    return "published language", (
        f"{source} only mentions types and values of {target} in {_places(types)} ({_whats(types)}): its own copy of what it needs of them."
    )


def _files(found: Sequence[Crossing]) -> set[str]:
    return {crossing.source.path for crossing in found}


def _places(found: Sequence[Crossing]) -> str:
    files = len(_files(found))
    if len(found) == 1:
        return "one place"
    return f"{len(found)} places of {f'{files} files' if files > 1 else 'one file'}"


def _whats(found: Sequence[Crossing]) -> str:
    """The things that are most often meant, without the verb."""
    amounts = Counter(c.what if "→" in c.what else c.what.partition(" ")[2] for c in found)
    ordered = sorted(amounts, key=lambda what: (-amounts[what], what))
    return ", ".join(ordered[:3]) + (f" and {len(ordered) - 3} more" if len(ordered) > 3 else "")
