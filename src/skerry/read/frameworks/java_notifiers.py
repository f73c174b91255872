"""Notifiers that a project has written itself, known by their shape: a method that tells or hears, given an event or its class.

`notifier.notifyPostBusinessEvent(new LoanApproved(loan))` raises, `notifier.addListener(LoanApproved.class, this::onApproved)`
handles, whatever the notifier is called, as long as the class is called an event or derives from what is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Event
from skerry.read.declarations import type_names
from skerry.read.frameworks._events import event, of_argument
from skerry.read.frameworks._marks import class_names, pieces
from skerry.read.frameworks._values import evidence
from skerry.read.frameworks._view import Framework, View
from skerry.read.frameworks.java_events import RAISING, says_itself
from skerry.read.outline import Call

_NAME = "java_notifiers"
_TELLS = re.compile(r"(notify|publish|raise|fire|emit|dispatch|trigger|broadcast|post|send)\w*$")
_HEARS = re.compile(r"(add\w*Listener|add\w*Handler|subscribe\w*|register\w*|listen\w*|on)$")
_BY_SHAPE = 0.8


def facts(view: View) -> Iterator[Event]:
    """Events that go through such a notifier in the file."""
    for call in view.body.calls:
        if call.new or not call.receiver:
            continue
        if _HEARS.match(call.name):
            yield from _heard(view, call)
        elif _TELLS.match(call.name) and not RAISING.match(call.name):
            yield from _told(view, call)


def _told(view: View, call: Call) -> Iterator[Event]:
    for piece in pieces(call.args):
        name = of_argument(view, piece, call.scope)
        if name and _is_event(view, name, call.scope):
            yield event(view, call.scope, call.line, _NAME, name, "raise", _BY_SHAPE, immediate=True)


def _heard(view: View, call: Call) -> Iterator[Event]:
    given = pieces(call.args)
    names = [name for name in class_names(given[0]) if _is_event(view, name, call.scope)] if len(given) > 1 else []
    class_ = view.resolve(of_argument(view, given[-1], call.scope), call.scope).unit if names else -1
    if class_ >= 0 and says_itself(view.declarations.scope(class_)):
        return
    for name in names:
        unit = _listener(view, call, given[-1], name, class_)
        found = event(view, call.scope, call.line, _NAME, name, "handle", _BY_SHAPE, immediate=True)
        yield Event(
            unit=unit, line=evidence(view, unit, call.line), reader=_NAME, strength=_BY_SHAPE, name=found.name,
            direction="handle", target=found.target, immediate=True,
        )  # fmt: skip


def _is_event(view: View, name: str, scope: int) -> bool:
    unit = view.resolve(name, scope).unit
    if unit < 0:
        return False
    above = (base.rpartition(".")[2] for base, _ in view.declarations.ancestors(unit))
    return any(each.endswith("Event") for each in (view.declarations.units[unit].name, *above))


def _listener(view: View, call: Call, given: str, name: str, class_: int) -> int:
    """The method that is called: `this::onPaid`, the one of `new PaidListener()` that takes an event; else where it is added."""
    declarations = view.declarations
    holder, _, method = given.rpartition("::")
    if holder:
        owner = view.owner(call.scope) if holder == "this" else view.class_of(holder, call.scope).unit
        found = declarations.member(owner, method) if owner >= 0 else -1
        return found if found >= 0 else view.unit(call.scope)
    members = declarations.members(class_).values() if class_ >= 0 else ()
    taking = [
        member
        for member in members
        if any(
            v.kind == "param" and type_names(v.type)[:1] == [name.rpartition(".")[2]]
            for v in declarations.fields(member)
        )
    ]
    return taking[0] if taking else class_ if class_ >= 0 else view.unit(call.scope)


FRAMEWORK = Framework(_NAME, frozenset({"java"}), (), facts)
