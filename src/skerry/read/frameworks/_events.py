"""What several event frameworks share: which event an argument is, and the fact that it is raised or handled."""

from __future__ import annotations

import re

from skerry.facts.kinds import Event
from skerry.read.declarations import type_names
from skerry.read.frameworks._view import View

_NEW = re.compile(r"new\s+([A-Za-z_][\w.]*)")
_MADE = re.compile(r"([A-Z]\w*)\.\w+\(")
_PLAIN = re.compile(r"@?[A-Za-z_][\w.]*$")
_MAPPED = re.compile(r"\b(?:Map|Adapt)<\s*([A-Za-z_][\w.]*)\s*>\(")
_SHELLS = frozenset(
    [
        "Message", "ResultWithDomainEvents", "List", "Set", "Collection", "Optional", "Stream", "ConsumeContext", "Iterable",
        "IReadOnlyList", "IReadOnlyCollection", "IList", "ICollection", "IEnumerable", "Task", "ValueTask", "Mono", "Flux",
    ]
)  # fmt: skip
# A type that says nothing of what has happened: whoever publishes one passes on what somebody else raised.
_ANY = re.compile(
    r"(.*\.)?(I?(Domain|Integration|Application)?(Event|Notification|Command|Message)s?|IInternalCommand|[A-Z]|object|Object)$"
)


def of_argument(view: View, argument: str, scope: int) -> str:
    """The class of what is given: `new OrderPlaced(…)`, `OrderPlaced.of(…)`, or the declared type of a variable; '' if nobody says."""
    found = _of_argument(view, argument, scope)
    return "" if _ANY.match(found) else found


def _of_argument(view: View, argument: str, scope: int) -> str:
    made = _NEW.match(argument) or _MADE.match(argument)
    if made:
        return made.group(1)
    if not _PLAIN.match(argument):
        return of_type(view.type_of(argument, scope)) if argument.endswith(")") and "->" not in argument else ""
    variable = view.variable(scope, argument)
    mapped = _MAPPED.search(variable.value) if variable is not None else None
    return mapped.group(1) if mapped else of_type(view.type_of(argument, scope))


def of_type(type_: str) -> str:
    """The event in a type as written: shells such as `List<…>` and `Message<…>` taken off."""
    return next((name for name in type_names(type_) if name not in _SHELLS), "")


def event(
    view: View,
    scope: int,
    line: int,
    reader: str,
    name: str,
    direction: str,
    strength: float = 1.0,
    immediate: bool = False,
) -> Event:
    """The fact; the name's last part counts, and its class is looked up where there is one."""
    target = view.resolve(name, scope).unit if _PLAIN.match(name) else -1
    shown = name.rpartition(".")[2] if target >= 0 else name
    return Event(
        unit=view.unit(scope),
        line=line,
        reader=reader,
        strength=strength,
        name=shown,
        direction=direction,
        target=target,
        immediate=immediate,
    )
