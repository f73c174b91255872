"""Access rules: `order-service.* if customerId = caller`, `read Record if consent(treatment)`, `write Claim if ward in caller.wards`.

rule       := target ('if' condition)?
target     := '*' | service '.' ('*' | operation) | ('read' | 'write') (Type | '*')
condition  := both ('or' both)*
both       := one ('and' one)*
one        := 'not' one | '(' condition ')' | 'consent' '(' word ')' | value ('=' | '!=' | 'in') value
value      := field | 'caller' ('.' field)? | number | '"' text '"'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from skerry.model.terms import types
from skerry.model.terms.scan import Scanner, TermError, whole

_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_KEYWORDS = ("and", "or", "not", "in", "if")


@dataclass(frozen=True, slots=True)
class Calls:
    """May call an operation of a service, or all (`*`); service `*` is every service."""

    service: str
    operation: str

    def __str__(self) -> str:
        return "*" if self.service == "*" else f"{self.service}.{self.operation}"


@dataclass(frozen=True, slots=True)
class Touches:
    """May read or write the rows of a type; no type is every type."""

    verb: str
    of: types.Named | None

    def __str__(self) -> str:
        return f"{self.verb} {self.of or '*'}"


@dataclass(frozen=True, slots=True)
class Value:
    """A field of the row, something about the caller, or a constant as written."""

    kind: str
    text: str

    def __str__(self) -> str:
        return f'"{self.text}"' if self.kind == "text" else self.text


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values held against each other by `=`, `!=` or `in`."""

    left: Value
    sign: str
    right: Value

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


@dataclass(frozen=True, slots=True)
class Consent:
    """The person the row is about has agreed to this purpose."""

    purpose: str

    def __str__(self) -> str:
        return f"consent({self.purpose})"


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    of: Condition

    def __str__(self) -> str:
        return f"not {_inner(self.of)}"


@dataclass(frozen=True, slots=True)
class Every:
    """All of them (`and`), or any of them (`or`)."""

    word: str
    of: tuple[Condition, ...]

    def __str__(self) -> str:
        return f" {self.word} ".join(map(_inner, self.of))


Condition = Compare | Consent | Not | Every
_Part = Callable[[Scanner], Condition]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is allowed, and on which condition."""

    target: Calls | Touches
    condition: Condition | None = None

    def __str__(self) -> str:
        return f"{self.target} if {self.condition}" if self.condition else str(self.target)


def parse(text: str) -> Rule:
    """Reads `order-service.* if customerId = caller`."""
    return whole(text, _rule)


def _rule(scanner: Scanner) -> Rule:
    target = _target(scanner)
    return Rule(target, _condition(scanner) if scanner.keyword("if") else None)


def _target(scanner: Scanner) -> Calls | Touches:
    if scanner.take("*"):
        return Calls("*", "*")
    for verb in ("read", "write"):
        if scanner.keyword(verb):
            return Touches(verb, None if scanner.take("*") else types.name(scanner))
    service = scanner.word("a service, `read`, `write` or `*`")
    scanner.need(".")
    return Calls(service, "*" if scanner.take("*") else scanner.word("an operation or `*`"))


def _condition(scanner: Scanner) -> Condition:
    return _chain(scanner, "or", lambda inner: _chain(inner, "and", _one))


def _chain(scanner: Scanner, word: str, part: _Part) -> Condition:
    found = [part(scanner)]
    while scanner.keyword(word):
        found.append(part(scanner))
    return found[0] if len(found) == 1 else Every(word, tuple(found))


def _one(scanner: Scanner) -> Condition:
    if scanner.keyword("not"):
        return Not(_one(scanner))
    if scanner.take("("):
        found = _condition(scanner)
        scanner.need(")")
        return found
    left = _value(scanner)
    if left == Value("field", "consent") and scanner.take("("):
        purpose = scanner.word("a purpose")
        scanner.need(")")
        return Consent(purpose)
    for sign in ("!=", "="):
        if scanner.take(sign):
            return Compare(left, sign, _value(scanner))
    if scanner.keyword("in"):
        return Compare(left, "in", _value(scanner))
    raise TermError("expected `=`, `!=` or `in`", scanner.at)


def _value(scanner: Scanner) -> Value:
    if quoted := scanner.match(_QUOTED):
        return Value("text", quoted[1:-1])
    if number := scanner.match(_NUMBER):
        return Value("number", number)
    start = scanner.at
    found = scanner.match(_FIELD)
    if not found or found in _KEYWORDS:
        scanner.at = start
        scanner.expected("a field, `caller` or a value")
    return Value("caller" if found.split(".")[0] == "caller" else "field", found)


def _inner(of: Condition) -> str:
    return f"({of})" if isinstance(of, Every) else str(of)
