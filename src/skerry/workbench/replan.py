"""A second decomposition beside a model that people have edited: what the model fixes, and what would be different, as a plan.

The model is never written to. Its `code:` globs say where files belong; the plan says what it does not know of yet, what evidence would put
elsewhere, and what it names that is no more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from skerry.decompose.proposal import Proposal
from skerry.kernel.globs import matches
from skerry.kernel.words import counted
from skerry.model import System

_SHOWN = 8
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Files that no glob of the model covers, and where the evidence puts them; `exists` says whether the model has that service."""

    service: str
    exists: bool
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A file that the model gives to `here` and the evidence to `there`; `margin` says how clearly, `why` is its strongest reason."""

    path: str
    here: str
    there: str
    margin: float
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What differs. `gone`: services with code in this system of which nothing is left. `stale`: globs, by service, that cover nothing.

    `strange`: the model has globs, and none covers anything: it may be of another system.
    """

    suggestions: tuple[Suggestion, ...] = ()
    moves: tuple[Move, ...] = ()
    gone: tuple[str, ...] = ()
    stale: tuple[tuple[str, str], ...] = ()
    strange: bool = False

    def __bool__(self) -> bool:
        return bool(self.suggestions or self.moves or self.gone or self.stale)


def fixed(system: System, paths: Iterable[str]) -> dict[str, str]:
    """Path to service, for all that a model's globs cover: the longest pattern wins, and of equals the first service of the text."""
    patterns = sorted(_patterns(system), key=lambda pair: -len(pair[1]))
    found: dict[str, str] = {}
    for path in paths:
        service = next((service for service, pattern in patterns if matches(pattern, path)), "")
        if service:
            found[path] = service
    return found


def plan(system: System, proposal: Proposal) -> Plan:
    """What differs between a model and a proposal that was made without its globs, or with them."""
    proposed = {path: service.name for service in proposal.services for path in service.units}
    everywhere = [*proposed, *(unplaced.path for unplaced in proposal.unplaced)]
    held = fixed(system, everywhere)
    called = _called(proposed, held, system)
    new: dict[str, list[str]] = defaultdict(list)
    for path in sorted(proposed.keys() - held.keys()):
        new[called[proposed[path]]].append(path)
    moves = (
        _move(proposal, path, held[path], called[proposed[path]])
        for path in sorted(proposed.keys() & held.keys())
        if called[proposed[path]] != held[path]
    )
    stale = [pair for pair in _patterns(system) if not any(matches(pair[1], path) for path in everywhere)]
    covered = set(held.values())
    return Plan(
        tuple(Suggestion(name, name in system.services, tuple(files)) for name, files in sorted(new.items())),
        tuple(sorted(moves, key=lambda move: (-move.margin, move.path))),
        tuple(dict.fromkeys(service for service, _ in stale if service not in covered)),
        tuple(pair for pair in stale if pair[0] in covered),
        bool(stale) and not covered,
    )


def text(found: Plan) -> str:
    """A plan as lines that a person reads; one sentence where nothing differs."""
    return "\n".join(_lines(found)) if found else "The model and the evidence agree."


def _lines(found: Plan) -> Iterator[str]:
    for suggestion in found.suggestions:
        whose = f"`{suggestion.service}`" if suggestion.exists else f"a new service `{suggestion.service}`"
        yield f"+ {counted(len(suggestion.paths), 'file')} not in the model yet: {whose}"
        yield from _some(suggestion.paths)
    for move in found.moves[:_SHOWN]:
        yield f"~ {move.path}: in `{move.here}`, evidence says `{move.there}`" + (f" ({move.why})" if move.why else "")
    if len(found.moves) > _SHOWN:
        yield f"~ and {counted(len(found.moves) - _SHOWN, 'more file')}"
    yield from (f"- `{service}`: none of its code is here any more" for service in found.gone)
    yield from (f"- `{service}`: `{pattern}` covers nothing" for service, pattern in found.stale)


def _some(paths: tuple[str, ...]) -> Iterator[str]:
    yield from (f"    {path}" for path in paths[:_SHOWN])
    if len(paths) > _SHOWN:
        yield f"    and {len(paths) - _SHOWN} more"


def _patterns(system: System) -> list[tuple[str, str]]:
    """Service and pattern, of the code in the system that is migrated from; of all named sources where none is."""
    source = system.migration.source if system.migration else ""
    return [
        (name, glob.pattern)
        for name, service in system.services.items()
        for glob in service.code
        if (glob.source == source if source else glob.source)
    ]


def _called(proposed: Mapping[str, str], held: Mapping[str, str], system: System) -> dict[str, str]:
    """What each proposed service is called in the model: the service that holds most of its files, if it is at least half of either.

    Else the service of its own name that says nothing of where its code is; else it is new, under a name that is free.
    """
    together = Counter((proposed[path], held[path]) for path in proposed.keys() & held.keys())
    sizes, theirs = Counter(proposed.values()), Counter(held.values())
    found: dict[str, str] = {}
    for (name, service), number in sorted(together.items(), key=lambda item: (-item[1], item[0])):
        if number >= _HALF * min(sizes[name], theirs[service]) and service not in found.values():
            found.setdefault(name, service)
    silent = system.services.keys() - {service for service, _ in _patterns(system)}
    for name in sorted(sizes.keys() - found.keys()):
        free = name not in system.services or name in silent
        found[name] = name if free and name not in found.values() else f"{name}-2"
    return found


def _move(proposal: Proposal, path: str, here: str, there: str) -> Move:
    placement = proposal.placements.get(path)
    if placement is None:
        return Move(path, here, there, 0.0, "")
    return Move(path, here, there, placement.margin, placement.reasons[0].text if placement.reasons else "")
