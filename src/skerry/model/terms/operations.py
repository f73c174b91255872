"""Operations: `POST /orders` and what it does, `place(CreateOrder) -> 201 Order; emits OrderCreated.v2`; reactions to events.

route      := METHOD path ('?' word ('&' word)*)?
behaviour  := name ('(' type ')')? ('by' field)? ('->' status? type?)? (';' effect)*
effect     := 'emits' all ('or' all)* | state ('or' state)* '=>' state
all        := Event ('and' Event)*
"""

from __future__ import annotations

import re

from msgspec import Struct

from skerry.model.terms import types
from skerry.model.terms.scan import Scanner, TermError, whole

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_ROUTE = re.compile(r"([A-Za-z]+)\s+(/[^\s?]*)(?:\?(\S+))?\s*")
_PATH = re.compile(r"(?:/(?:[A-Za-z0-9._~:@!$'()*+,;=-]+|\{[A-Za-z][A-Za-z0-9_]*\})+)*/?(?:#[A-Za-z0-9._-]+)?")
_PARAMETER = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
_STATUS = re.compile(r"[1-5][0-9]{2}(?![0-9])")
_ANSWERED = re.compile(r"[1-5][0-9][0-9]|[1-5]XX|default")
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


class Route(Struct, frozen=True, gc=False):
    """Method, path and query of an operation: `GET /orders/{id}?fields`."""

    method: str
    path: str
    query: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names in the path's braces."""
        return tuple(_PARAMETER.findall(self.path))

    def __str__(self) -> str:
        return f"{self.method} {self.path}" + (f"?{'&'.join(self.query)}" if self.query else "")


class Transition(Struct, frozen=True, gc=False):
    """A change of state: from one of `sources` to `target`."""

    sources: tuple[str, ...]
    target: str

    def __str__(self) -> str:
        return f"{' or '.join(self.sources)} => {self.target}"


class Behaviour(Struct, frozen=True, gc=False):
    """What an operation takes, gives and does; `emits` are alternatives, each of one event or several; `by` finds the aggregate."""

    name: str
    input: types.Type | None = None
    status: int = 0
    output: types.Type | None = None
    emits: tuple[tuple[types.Named, ...], ...] = ()
    transitions: tuple[Transition, ...] = ()
    by: str = ""

    @property
    def bare(self) -> bool:
        """True where it only names an operation."""
        return not (self.input or self.status or self.output or self.emits or self.transitions)

    def __str__(self) -> str:
        taken = f"({self.input})" if self.input else ""
        by = f" by {self.by}" if self.by else ""
        gives = " ".join(str(part) for part in (self.status, self.output) if part)
        effects = [str(change) for change in self.transitions]
        if self.emits:
            effects.append("emits " + " or ".join(" and ".join(map(str, every)) for every in self.emits))
        return "; ".join([f"{self.name}{taken}{by}" + (f" -> {gives}" if gives else ""), *effects])


def parse_route(text: str) -> Route:
    """Reads `GET /orders?status&page`."""
    found = _ROUTE.fullmatch(text)
    if not found:
        raise TermError(f"`{text}` is no route", 0, "a method and a path, such as `GET /orders/{id}`")
    method, path, query = found.groups()
    if method not in METHODS:
        raise TermError(f"there is no method `{method}`", 0, f"one of {', '.join(METHODS)}")
    good = _PATH.match(path)
    if not good or good.end() != len(path):
        raise TermError(
            "the path can't be read from here",
            found.start(2) + (good.end() if good else 0),
            "parameters stand in braces: `/orders/{id}`",
        )
    names = tuple(query.split("&")) if query else ()
    for name in names:
        if not _FIELD.fullmatch(name):
            raise TermError(
                f"`{name}` is no name of a query parameter", text.index(name, found.start(3)), "`?status&page`"
            )
    return Route(method, path, names)


def parse(text: str) -> Behaviour:
    """Reads `place(CreateOrder) -> 201 Order; emits OrderCreated.v2`."""
    return whole(text, _behaviour)


def _behaviour(scanner: Scanner) -> Behaviour:
    name = scanner.word("the name of the operation")
    taken = None
    if scanner.take("("):
        taken = types.type_(scanner)
        scanner.need(")")
    by = (scanner.match(_FIELD) or scanner.expected("a field of the event")) if scanner.keyword("by") else ""
    status, output = _gives(scanner) if scanner.take("->") else (0, None)
    emits: tuple[tuple[types.Named, ...], ...] = ()
    transitions: list[Transition] = []
    while scanner.take(";"):
        if scanner.keyword("emits"):
            emits += _emits(scanner)
        else:
            transitions.append(_transition(scanner))
    return Behaviour(name, taken, status, output, emits, tuple(transitions), by)


def _gives(scanner: Scanner) -> tuple[int, types.Type | None]:
    status = scanner.match(_STATUS)
    if status and (scanner.done or scanner.peek(";")):
        return int(status), None
    return int(status or 0), types.type_(scanner)


def _emits(scanner: Scanner) -> tuple[tuple[types.Named, ...], ...]:
    alternatives = [_all(scanner)]
    while scanner.keyword("or"):
        alternatives.append(_all(scanner))
    return tuple(alternatives)


def _all(scanner: Scanner) -> tuple[types.Named, ...]:
    events = [types.name(scanner)]
    while scanner.keyword("and"):
        events.append(types.name(scanner))
    return tuple(events)


def _transition(scanner: Scanner) -> Transition:
    sources = [scanner.word("`emits …` or a state")]
    while scanner.keyword("or"):
        sources.append(scanner.word("a state"))
    scanner.need("=>")
    return Transition(tuple(sources), scanner.word("a state"))


class Answer(Struct, frozen=True):
    """What comes with a status; None: nothing."""

    type: types.Type | None

    def __str__(self) -> str:
        return "nothing" if self.type is None else str(self.type)


def parse_answer(text: str) -> Answer:
    """Reads the type of an answer, or `nothing`."""
    return Answer(None if text.strip() == "nothing" else types.parse(text))


def parse_status(text: str) -> str:
    """Reads `404`, `4XX` or `default`."""
    if not _ANSWERED.fullmatch(text):
        raise TermError(f"`{text}` is no status", 0, "`404`, `4XX` or `default`")
    return text


def parse_transition(text: str) -> Transition:
    """Reads `pending or confirmed => cancelled`."""
    return whole(text, _transition)
