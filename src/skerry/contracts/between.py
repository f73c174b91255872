"""What a change of the model does to the contracts that are written from it, told at the place in the model that does it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from skerry.contracts.change import Change
from skerry.contracts.consumers import judged
from skerry.contracts.diff.format import Compared, Options
from skerry.contracts.diff.run import compare, formats
from skerry.contracts.observed import Observed
from skerry.contracts.uses import Uses
from skerry.contracts.write.writer import Asked, Writer
from skerry.contracts.writers import writers
from skerry.formats.bundle import Bundle, of_texts
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.kernel.words import split
from skerry.model.system import System


def contract_changes(
    before: System, after: System, options: Options, observed: Observed | None = None
) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """The changes of all contracts, each with a verdict for each consumer of the new model, and what could not be written."""
    changes: list[Change] = []
    problems: list[Problem] = []
    known = {each.name.lower() for each in formats()} - {"json schema"}  # AsyncAPI shows the same data of events
    for writer in writers().values():
        if writer.name in known:
            found = _compared(writer, before, after, options)
            changes += _told(writer.name, found.changes, before, after, observed)
            problems += (each for each in found.problems if each.severity is Severity.ERROR)
    return tuple(changes), tuple(problems)


def _compared(writer: Writer, before: System, after: System, options: Options) -> Compared:
    old = writer.write(before, Asked())
    new = writer.write(after, Asked(before=lambda name: old.files.get(name, "")))  # numbers that were given out stay
    problems = (*old.problems, *new.problems)
    if old.files == new.files:
        return Compared((), problems)
    found = compare(_bundle(old.files.items(), writer.name), _bundle(new.files.items(), writer.name), options)
    return Compared(found.changes, (*problems, *found.problems))


def _bundle(files: Iterable[tuple[str, str]], label: str) -> Bundle:
    return of_texts({name: text.encode() for name, text in files}, f"{label}/")


def _told(
    form: str, changes: tuple[Change, ...], before: System, after: System, observed: Observed | None
) -> Iterator[Change]:
    words = {frozenset(split(name)): name for name in (*before.services, *after.services)}
    by_service: dict[str, list[Change]] = {}
    for change in changes:
        by_service.setdefault(_service(change, words), []).append(change)
    for service, found in by_service.items():
        for change in judged(found, after, service, observed):
            place = change.now or change.was
            details = {**change.details, "service": service, "format": form, "document": str(place or "")}
            was = _place(before, service, change) if change.was else None
            now = _place(after, service, change) if change.now else None
            yield replace(change, was=was, now=now, details=details)


def _service(change: Change, words: dict[frozenset[str], str]) -> str:
    """The service whose document it is, by the words of the document's name: `order-service.v2.yaml`, `order_service.proto`."""
    place = change.now or change.was
    name = place.path.rpartition("/")[2].partition(".")[0] if place else ""
    return words.get(
        frozenset(split(name.removesuffix("_types") + ("_service" if name.endswith("_types") else ""))), ""
    )


def _place(system: System, service: str, change: Change) -> Span | None:
    """The operation or the field that the change is about, else the service, as they stand in the model."""
    offered = Uses(system, service).offering(change.subject.operation) if change.subject.operation else []
    if offered:
        return offered[0][1].span
    type_name, _, field = change.path.partition(".")
    for definition in system.types.values():
        if definition.name.name == type_name and field:
            found = definition.field(field)
            return found.span if found else definition.span
    return system.services[service].span if service in system.services else None
