"""Events of a model: a channel for each that a service sends or hears, and the broker that carries them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from skerry.contracts.write.events import Event, awaited, published
from skerry.facts.fleet import Channel, Edge, Node
from skerry.kernel.span import Span
from skerry.model.system import Service, System, TypeName
from skerry.rules.expected._witness import witness


def channels(system: System, known: Mapping[TypeName, Event]) -> Iterator[Channel]:
    """Topics are the addresses that contracts and generated services use; `known` are the events of the system."""
    for service in system.services.values():
        for direction, places in (("send", _sent(service)), ("receive", _heard(system, service))):
            for name in sorted(places):
                event = known[name]
                seen = witness(places[name], event.title)
                yield Channel(service.name, direction, event.address, bus_of(system, event), event.title, seen)


def brokers(system: System, known: Mapping[TypeName, Event]) -> Iterator[Node]:
    """What carries the events, and what the model says that would. A system can have several, where services say so."""
    found: dict[str, Span] = {}
    for policies in (system.policies, *(service.policies for service in system.services.values())):
        if bus := policies.events.bus:
            found.setdefault(bus.value, bus.span)
    for event in known.values():
        if bus_of(system, event):
            found.setdefault(event.bus, system.span)
    for name in sorted(found):
        yield Node(name, "broker", name, evidence=witness(found[name]))


def bus_of(system: System, event: Event) -> str:
    """What carries an event: where nobody says it, the one that generated services have; '' if none takes part."""
    said = event.policy.bus is not None
    generated = any(system.services[name].runs is None for name in (*event.producers, *event.consumers))
    return event.bus if said or generated else ""


def edges(channels: Iterable[Channel]) -> Iterator[Edge]:
    """From everybody who sends or hears to the broker."""
    seen: dict[tuple[str, str], Channel] = {}
    for channel in channels:
        if channel.broker:
            seen.setdefault((channel.node, channel.broker), channel)
    for (node, broker), channel in seen.items():
        yield Edge(node, broker, "async", evidence=channel.evidence)


def _sent(service: Service) -> dict[TypeName, Span]:
    versions = (operation for version in service.api.versions.values() for operation in version.operations.values())
    found: dict[TypeName, Span] = {}
    for operation in (*service.operations.values(), *versions):
        for name in (event for every in operation.emits for event in every):
            found.setdefault(name, operation.span)
    return {name: found.get(name, service.span) for name in published(service)}


def _heard(system: System, service: Service) -> dict[TypeName, Span]:
    found: dict[TypeName, Span] = {}
    for reaction in service.reactions:
        found.setdefault(reaction.event, reaction.span)
    for view in service.views.values():
        for name in view.events:
            found.setdefault(name, view.span)
    for saga in system.sagas.values():
        if saga.service == service.name:
            for step in saga.steps:
                for name in awaited((step,)):
                    found.setdefault(name, step.span)
    return found
