"""What the model says of each event: where it travels, who sends and who hears it, its key, and how sensitive it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from skerry.model.system import DataRule, EventPolicy, Service, Step, System, TypeDef, TypeName
from skerry.model.terms.quantities import Duration
from skerry.model.terms.types import Maybe, Named

COMPATIBILITY = "BACKWARD_TRANSITIVE"  # what is kept stays readable: consumers are rolled out first
KEPT = Duration.parse("7d")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Event:
    """An event. `key` is the field that finds its aggregate; `classes` are the data classes of its fields."""

    name: TypeName
    address: str
    id: str
    key: str
    owner: str
    about: str
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    classes: Mapping[str, str]
    kept: Duration
    policy: EventPolicy

    @property
    def named(self) -> Named:
        """The type of its data."""
        return Named(self.name.name, self.name.context, self.name.version)

    @property
    def title(self) -> str:
        """`OrderCreated.v2`: what its listeners call it."""
        return ".".join(part for part in (self.name.name, self.name.version) if part)

    @property
    def bus(self) -> str:
        """What carries it, in the words of the language."""
        return self.policy.bus.value if self.policy.bus else "nats"


def events(system: System) -> dict[TypeName, Event]:
    """All events that some service publishes or hears, in the order of their names."""
    producers: dict[TypeName, list[str]] = {}
    consumers: dict[TypeName, list[str]] = {}
    for service in system.services.values():
        for name in published(service):
            producers.setdefault(name, []).append(service.name)
        for name in heard(system, service):
            consumers.setdefault(name, []).append(service.name)
    names = sorted({*producers, *consumers})
    homes = _Homes(system)
    return {name: _event(homes, name, producers.get(name, []), consumers.get(name, [])) for name in names}


class _Homes:
    """What is asked of the services for each event, looked up once for all: entities by context, and what is said of fields by type."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.owned: dict[str, list[str]] = {}
        said = 0
        self.rules: dict[tuple[str, str], list[tuple[int, DataRule]]] = {}  # with their order in the text
        for service in system.services.values():
            self.owned.setdefault(service.context, []).extend(each.name for each in service.owns)
            for rule in service.data:
                said += 1
                self.rules.setdefault((rule.type.context, rule.type.name), []).append((said, rule))


def published(service: Service) -> tuple[TypeName, ...]:
    """What a service publishes: in its operations, and outside of them."""
    versions = [operation for version in service.api.versions.values() for operation in version.operations.values()]
    emitted = [
        name
        for operation in (*service.operations.values(), *versions)
        for alternatives in operation.emits
        for name in alternatives
    ]
    return tuple(sorted({*emitted, *service.publishes}))


def heard(system: System, service: Service) -> tuple[TypeName, ...]:
    """What a service hears: to do something, to keep a view up to date, or because a saga waits for it."""
    names = {reaction.event for reaction in service.reactions}
    names |= {name for view in service.views.values() for name in view.events}
    names |= {name for saga in system.sagas.values() if saga.service == service.name for name in awaited(saga.steps)}
    return tuple(sorted(names))


def awaited(steps: tuple[Step, ...]) -> Iterator[TypeName]:
    """The events that the steps of a saga wait for."""
    for step in steps:
        if step.wait is not None:
            yield from (name for name in (step.wait.ok, step.wait.fail) if name is not None)


def kebab(name: str) -> str:
    """`OrderCreated` as `order-created`."""
    return _HUMP.sub("-", name).lower()


def _event(homes: _Homes, name: TypeName, producers: list[str], consumers: list[str]) -> Event:
    system = homes.system
    of = system.types.get(name)
    context = system.contexts.get(name.context)
    version = name.version or "v1"
    policy = system.services[producers[0]].policies.events if producers else system.policies.events
    aggregate = _aggregate(homes, name)
    rules = _rules(homes, name, aggregate, of)
    kept = [rule.policy.keep.value for rule in rules.values() if rule.policy.keep]
    return Event(
        name=name,
        address=f"{system.name}.{name.context}.{kebab(name.name)}.{version}",
        id=f"urn:{system.name}:{name.context}:{kebab(name.name)}:{version}",
        key=_key(aggregate, of, policy.key.value if policy.key else ""),
        owner=context.team if context else "",
        about=context.words.get(name.name, "") if context else "",
        producers=tuple(producers),
        consumers=tuple(consumers),
        classes={field: rule.tag for field, rule in rules.items()},
        kept=min((KEPT, *kept), key=lambda each: each.seconds),
        policy=policy,
    )


def _key(aggregate: str, of: TypeDef | None, written: str) -> str:
    """The field that the policy names, with the aggregate filled in; else the first that identifies something."""
    if of is None:
        return ""
    wanted = written.replace("{aggregate}", aggregate[:1].lower() + aggregate[1:])
    if of.field(wanted):
        return wanted
    names = [field.name for field in of.fields if not isinstance(field.type, Maybe)]
    return next((each for each in names if each.endswith("Id") or each == "id"), "")


def _aggregate(homes: _Homes, name: TypeName) -> str:
    """The thing that an event of its context begins with: `Order` of `OrderCreated`."""
    return max((each for each in homes.owned.get(name.context, ()) if name.name.startswith(each)), key=len, default="")


def _rules(homes: _Homes, name: TypeName, aggregate: str, of: TypeDef | None) -> dict[str, DataRule]:
    """What is said of its fields: of the event itself, or of the field of that name of its aggregate."""
    fields = {field.name for field in of.fields} if of else set()
    said = [each for type_ in {name.name, aggregate} for each in homes.rules.get((name.context, type_), ())]
    said.sort(key=lambda each: each[0])
    return {rule.field_name: rule for _, rule in said if rule.field_name in fields and rule.tag}
