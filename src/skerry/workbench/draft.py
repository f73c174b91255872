"""A proposal as a text in the architecture language: what people go on to edit.

Everything that is named in one place of the text is defined in another, so that it loads without an error; what the language has no words
for is left out and counted in a comment.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from skerry.decompose.proposal import Boundary, Proposal, ProposedSaga, ProposedService, ProposedStep
from skerry.decompose.wording import words
from skerry.kernel.words import counted, plural, singular, split
from skerry.model import (
    Draft,
    DraftCall,
    DraftContext,
    DraftLine,
    DraftPhase,
    DraftSaga,
    DraftService,
    DraftStep,
    write,
)
from skerry.model.load import SUFFIX
from skerry.model.system import NOTHING
from skerry.model.terms.relations import KINDS
from skerry.workbench.routes import operations

_MOST_IN_ONE_FILE = 8
_MOST_ROUTES = 12
_REPLACED_BY_CALLS = frozenset({"API call", "saga"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the system is now: `code` is the glob of its sources as seen from the model's folder, `engine` its database's ('' unknown)."""

    code: str
    engine: str = ""


def texts(proposal: Proposal, origin: Origin) -> dict[str, str]:
    """The model's files by name: one, or one for each context where there are more than eight."""
    draft = drafted(proposal, origin)
    if len(draft.contexts) <= _MOST_IN_ONE_FILE:
        return {f"system{SUFFIX}": write(draft)}
    return {
        f"system{SUFFIX}": write(replace(draft, contexts=(), services=())),
        **{f"{context.name}{SUFFIX}": write(_part(draft, context)) for context in draft.contexts},
    }


def _part(draft: Draft, context: DraftContext) -> Draft:
    inside = tuple(service for service in draft.services if service.context == context.name)
    return Draft(draft.system, contexts=(context,), services=inside)


def drafted(proposal: Proposal, origin: Origin) -> Draft:
    """The proposal in the terms of the language."""
    whole = _Whole(proposal, origin)
    return Draft(
        whole.system,
        proposal.verdict.sentence,
        tuple(whole.context(service) for service in proposal.services),
        tuple(whole.lines()),
        whole.source,
        (origin.code,),
        {},
        tuple(whole.service(service) for service in proposal.services),
        {},
        tuple(whole.saga(saga) for saga in proposal.sagas if saga.service in whole.context_of),
        tuple(whole.phases()),
    )


class _Whole:
    """A proposal, and the names by which its parts refer to one another."""

    def __init__(self, proposal: Proposal, origin: Origin) -> None:
        self.proposal, self.origin = proposal, origin
        self.system = _kebab(proposal.system) or "system"
        self.context_of = {service.name: _kebab(service.context) for service in proposal.services}
        taken = set(self.context_of)
        self.source = next(
            name for name in (self.system, f"{self.system}-monolith", "the-monolith") if name not in taken
        )
        self.publishers: dict[str, str] = {}
        for service in proposal.services:
            for event in filter(_pascal, service.events_out):
                self.publishers.setdefault(_pascal(event), service.name)
        self.internal = self._internal(proposal.sagas)

    def _internal(self, sagas: Iterable[ProposedSaga]) -> Mapping[str, dict[str, None]]:
        """The operations that sagas and events need, by service."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for saga in sagas:
            found[saga.service][_kebab(saga.name)] = None
            for step in saga.steps:
                found[step.service].update(
                    dict.fromkeys(filter(None, (_kebab(step.action), _kebab(step.compensation))))
                )
        return found

    def context(self, service: ProposedService) -> DraftContext:
        name = self.context_of[service.name]
        telling = {word: at for at, word in enumerate(service.words)}
        things = sorted(service.entities, key=lambda entity: _rank(entity.name, telling))
        meanings = {
            word: meant
            for found in self.proposal.words
            if found.kind == "homonym"
            for word in found.words[:1]
            for context, meant, _ in found.meanings
            if context in {service.name, service.context}
        }
        does = tuple(dict.fromkeys(_spoken(thing.name) for thing in things if words(thing.name)))[:3]
        said = ", ".join(service.words[:4])
        return DraftContext(name, service.kind, "", does, meanings, "", f"its words: {said}" if said else "")

    def lines(self) -> Iterable[DraftLine]:
        names = {**{context: context for context in self.context_of.values()}, **self.context_of}
        for relation in self.proposal.relations:
            down, up = names.get(relation.downstream), names.get(relation.upstream)
            kinds = tuple(kind for kind in relation.patterns if kind in KINDS)
            if down and up and down != up and kinds:
                yield DraftLine(down, up, kinds, relation.why)

    def service(self, service: ProposedService) -> DraftService:
        routes, left_out = operations(service.endpoints, _MOST_ROUTES)
        hears = self._hears(service)
        internal = {**self.internal.get(service.name, {}), **dict.fromkeys(hears.values())}
        engine = self.origin.engine
        name = service.name.replace("-", "_")
        return DraftService(
            service.name,
            self.context_of[service.name],
            code=tuple(f"{self.source}:{pattern}" for pattern in service.globs),
            owns=tuple(dict.fromkeys(filter(None, (_pascal(entity.name) for entity in service.entities)))),
            stores={"main": {engine: name}} if engine and service.entities else {},
            operations=routes,
            internal=tuple(operation for operation in internal if operation not in routes.values()),
            hears=hears,
            publishes=tuple(dict.fromkeys(filter(None, map(_pascal, service.events_out)))),
            calls=tuple(self._calls(service.name)),
            note=_note(service, left_out, len(service.events_in) - len(hears)),
        )

    def _hears(self, service: ProposedService) -> dict[str, str]:
        """Events that some service of the system publishes; those of a framework are no part of an architecture."""
        found: dict[str, str] = {}
        for event in sorted(service.events_in):
            name = _pascal(event)
            publisher = self.publishers.get(name)
            if publisher is not None:
                own = service.events_out and name in map(_pascal, service.events_out)
                context = "" if own or publisher == service.name else f"{self.context_of[publisher]}."
                found[f"{context}{name}"] = f"on-{_kebab(event)}"
        return found

    def _calls(self, name: str) -> Iterable[DraftCall]:
        for boundary in self.proposal.boundaries:
            sync = boundary.replacement in _REPLACED_BY_CALLS and boundary.target in self.context_of
            if boundary.source == name and sync and boundary.target != name:
                yield DraftCall(boundary.target, _counted(boundary))

    def saga(self, saga: ProposedSaga) -> DraftSaga:
        steps = tuple(
            DraftStep(
                f"{step.service}.{_kebab(step.action)}",
                _undo(step, at, saga.pivot),
                "pivot: what follows is tried again until it succeeds" if at == saga.pivot else "",
            )
            for at, step in enumerate(saga.steps)
            if step.service in self.context_of
        )
        where = f"{saga.transaction.path}:{saga.transaction.line}"
        return DraftSaga(
            _pascal(saga.name), saga.service, _kebab(saga.name), steps, "", f"proposed, from {where}. {saga.why}"
        )

    def phases(self) -> Iterable[DraftPhase]:
        gone: set[str] = set()
        for phase in self.proposal.phases:
            services = tuple(name for name in phase.services if name in self.context_of and name not in gone)
            gone.update(services)
            if services:
                yield DraftPhase(
                    _kebab(re.sub(r"^\d+\W*", "", phase.name)) or "phase", services, " ".join(phase.why[:1])
                )


def _note(service: ProposedService, routes: int, events: int) -> str:
    size = f"{counted(len(service.units), 'file')}, {counted(service.lines, 'line')}"
    more = [counted(routes, "more route")] if routes else []
    more += [f"{counted(events, 'event')} from outside of the system"] if events > 0 else []
    return f"{size}; not written down here: {' and '.join(more)}" if more else size


def _counted(boundary: Boundary) -> str:
    said = {**boundary.counts, "base class": boundary.counts.get("inherit", 0)}
    return ", ".join(counted(number, kind) for kind, number in sorted(said.items()) if number and kind != "inherit")


def _rank(entity: str, telling: Mapping[str, int]) -> tuple[int, float, str]:
    """Short names and telling words first."""
    said = words(entity)
    return len(said), sum(telling.get(word, len(telling)) for word in said) / max(1, len(said)), entity


def _undo(step: ProposedStep, at: int, pivot: int) -> str:
    """What takes a step back; `nothing` before the pivot where nothing can, or needs to: it asks, or what it did stays as it is."""
    if step.compensation:
        return f"{step.service}.{_kebab(step.compensation)}"
    return NOTHING if at < pivot else ""


def _kebab(name: str) -> str:
    parts = [part for part in re.findall(r"[a-z0-9]+", "-".join(_pieces(name)).lower()) if part]
    text = "-".join(parts)
    return text if text[:1].isalpha() else text.lstrip("0123456789-")


def _pieces(name: str) -> list[str]:
    return [
        piece
        for part in re.split(r"[^A-Za-z0-9]+", name)
        for piece in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", part)
    ]


def _pascal(name: str) -> str:
    """A name of a type; one that is written so already stays."""
    if re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
        return name
    return "".join(piece[:1].upper() + piece[1:] for piece in _pieces(name)).lstrip("0123456789")


def _spoken(entity: str) -> str:
    """`order_line` and `OrderLine` as `order lines`."""
    *first, last = split(entity)
    return " ".join([*first, plural(singular(last))])
