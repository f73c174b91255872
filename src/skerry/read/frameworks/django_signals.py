"""Django's signals, and Blinker's, which have the same form: who declares, sends and receives them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Event
from skerry.read.declarations import Declarations
from skerry.read.derived import Derived
from skerry.read.frameworks._python_views import variable_of
from skerry.read.frameworks._values import evidence, split
from skerry.read.frameworks._view import Framework, View, keyword, names
from skerry.read.outline import Call

_SENDS = ("send", "send_robust", "asend", "asend_robust")
_DECLARED = re.compile(r"(?:[\w.]+\.)?(?:Signal|NamedSignal)\(|[\w.]*\.signal\(\s*[\"']")
_OF_MODELS = frozenset(["pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"])
OF_DJANGO = _OF_MODELS | frozenset(
    [
        "pre_init", "post_init", "pre_migrate", "post_migrate", "request_started", "request_finished", "got_request_exception",
        "setting_changed", "connection_created", "class_prepared", "user_logged_in", "user_logged_out", "user_login_failed",
    ]
)  # fmt: skip


def facts(view: View) -> Iterator[AnyFact]:
    """Events of one file: a signal's declaration is no event, its sending and its receivers are."""
    for name in _SENDS:
        for call in view.calls_to(name):
            signal = _signal(view, call.receiver, call.scope)
            if signal:
                yield Event(
                    unit=view.unit(call.scope), line=call.line, reader="signals", name=signal, direction="raise",
                    immediate=True,
                )  # fmt: skip
    for call in view.calls_to("connect"):
        signal = _signal(view, call.receiver, call.scope) if call.receiver else ""
        if signal:
            yield _connected(view, signal, call)
    for i, scope in enumerate(view.scopes):
        for mark in scope.marks:
            for signal in _received(view, mark.name, mark.args, i):
                yield _handled(view, view.unit(i), scope.line, signal, keyword(mark.args, "sender"))


def _handled(view: View, unit: int, line: int, signal: str, sender: str, strength: float = 1.0) -> Event:
    """A receiver, which runs within the transaction of the sender; those of a model's signals run when it is written."""
    target = _model(view, sender) if sender and signal in _OF_MODELS else -1
    return Event(
        unit=unit, line=line, reader="signals", strength=strength, name=signal, direction="handle", target=target,
        kind="change" if signal in _OF_MODELS else "event", immediate=True,
    )  # fmt: skip


def _model(view: View, sender: str) -> int:
    """The unit of a model: by its class, by that of one of its relations (`Order.lines.through`), or by `"sales.Order"`."""
    if sender[:1] in "\"'":
        return view.declarations.by_string(sender.strip("\"'")).unit
    while sender:
        found = view.resolve(sender).unit
        if found >= 0 and view.declarations.units[found].kind == "class":
            return found
        sender = sender.rpartition(".")[0]
    return -1


def _received(view: View, name: str, args: str, scope: int) -> list[str]:
    """The signals of `@receiver([a, b], …)` or `@a.connect`."""
    if name.rpartition(".")[2] == "receiver":
        return [found for found in (_signal(view, n, scope) for n in names(split(args)[0] if args else "")) if found]
    if name.endswith((".connect", ".connect_via")):
        found = _signal(view, name.rpartition(".")[0], scope)
        return [found] if found else []
    return []


def _connected(view: View, signal: str, call: Call) -> Event:
    given, scope = split(call.args), call.scope
    said = next((a.split("=", 1)[1] for a in given if a.startswith("receiver=")), given[0] if given else "")
    unit = view.resolve(said.strip(), scope).unit
    if unit < 0 and said.startswith("self."):
        owner = view.owner(scope)
        unit = view.declarations.member(owner, said.removeprefix("self.").strip()) if owner >= 0 else -1
    at, strength = (unit, 1.0) if unit >= 0 else (view.unit(scope), 0.7)
    return _handled(view, at, evidence(view, at, call.line), signal, keyword(call.args, "sender"), strength)


def _signal(view: View, written: str, scope: int) -> str:
    """The name of the signal that an expression means, '' if it is none."""
    last = written.rpartition(".")[2]
    if not last.isidentifier():
        return ""
    if written.startswith(("self.", "cls.")):
        owner = view.owner(scope)
        held = view.declarations.field_of(owner, last) if owner >= 0 else None
        known = _declared(view.declarations)
        said = held.value.rpartition(".")[2] if held is not None else last
        return said if said in known else ""
    home, name = variable_of(view, written, scope)
    if home >= 0:
        variable = view.declarations.own_field(home, name)
        return name if variable is not None and _DECLARED.match(variable.value) else ""
    imported = [i for i in view.declarations.imports_of(view.file, written.split(".", 1)[0])]
    if any(i.module.startswith("django.") and "signals" in (i.module + i.name) for i in imported):
        return last
    if any("signal" in i.module or "signal" in i.name for i in imported) or last in OF_DJANGO:
        return last
    return last if last in _declared(view.declarations) and imported else ""


@Derived
def _declared(declarations: Declarations) -> frozenset[str]:
    """The names of all signals that the tree declares."""
    return frozenset(
        v.name for f in declarations.files if f.language == "python" for v in f.head.fields if _DECLARED.match(v.value)
    )


FRAMEWORK = Framework("signals", frozenset({"python"}), ("django", "blinker", "flask.signals"), facts)
