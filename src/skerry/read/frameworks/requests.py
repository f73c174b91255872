"""Commands and queries inside a process, and their senders: MediatR, Axon, PipelinR, a mediator or bus of the project's own.

Whoever sends one waits for its handler, so it is a call in all but name. It is followed by the type of what is sent, and it does not
matter through whose method it goes: `mediator.Send(new Pay(1))`, `module.ExecuteCommandAsync(command)`, `commandGateway.send(command)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Event, Transaction
from skerry.read.declarations import type_names
from skerry.read.frameworks._events import of_argument, of_type
from skerry.read.frameworks._marks import pieces
from skerry.read.frameworks._requests import Handler, Requests, requests
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_NAME = "requests"
_SENDS = re.compile(
    r"(?i)(send|dispatch|execute|query|ask|invoke|publish|process|request|handle|run|createstream|submit)"
)
_LATER = re.compile(r"(?i)enqueue|schedule|queue|later|defer|outbox")
_ENVELOPE = re.compile(r"new\s+[\w.]+<([^()]*)>\s*[({]")
_BY_CONVENTION = 0.8  # a transaction is told by the name of what wraps the handlers


def facts(view: View) -> Iterator[Event | Transaction]:
    """Requests handled and sent in the file, and the transactions in which commands are handled."""
    known = requests(view.declarations)
    if not known.handled:
        return
    for scope in range(len(view.scopes)):
        for handler in known.handlers.get(view.unit(scope), ()):
            yield from _handled(view, scope, handler, known.transaction)
    for call in view.body.calls:
        if not call.new and _SENDS.match(call.name) and not _LATER.search(call.name):
            yield from _sent(view, call, known)


def _handled(view: View, scope: int, handler: Handler, wrapper: str) -> Iterator[Event | Transaction]:
    line = view.scopes[scope].line
    yield _message(view, scope, line, handler.message, "handle")
    if wrapper and not handler.asks:
        yield Transaction(unit=handler.unit, line=line, reader=_NAME, strength=_BY_CONVENTION, how=wrapper)


def _sent(view: View, call: Call, known: Requests) -> Iterator[Event]:
    for piece in pieces(call.args)[:2]:
        sent = [m for m in _messages(view, call, piece) if m in known.handled]
        if sent and all(h.unit != view.unit(call.scope) for m in sent for h in known.handled[m]):
            yield from (_message(view, call.scope, call.line, message, "raise") for message in sent)
            return


def _messages(view: View, call: Call, piece: str) -> Iterator[int]:
    """The classes of what is sent: its own, and what it envelops (`new Once<Pay>(pay)`)."""
    made = _ENVELOPE.match(f"new {view.type_of(piece, call.scope)}(" if piece.isidentifier() else piece)
    name = of_argument(view, piece.removeprefix("await "), call.scope) or of_type(call.types)
    for each in (name, *type_names(made.group(1) if made else "")):
        found = view.resolve(each, call.scope).unit if each else -1
        if found >= 0:
            yield found


def _message(view: View, scope: int, line: int, message: int, direction: str) -> Event:
    return Event(
        unit=view.unit(scope), line=line, reader=_NAME, name=view.declarations.units[message].name,
        direction=direction, target=message, kind="command",
    )  # fmt: skip


FRAMEWORK = Framework(_NAME, frozenset({"csharp", "java"}), (), facts)
