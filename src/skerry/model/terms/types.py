"""Types: `uuid`, `Order[]`, `text?`, `int >= 1`, `pending | confirmed`, `catalog.Product`, `Order.v1`.

type     := part ('|' part)*             words: one of them; Names: one of these types
part     := primary ('?' | '[]')* bound?
primary  := basic | [context '.'] Name ['.' version] | word | '(' type ')'
bound    := ('>=' | '<=' | '>' | '<') number | number '..' number
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from skerry.kernel.words import nearest
from skerry.model.terms.scan import Scanner, TermError, whole

BASIC = {
    "text": "any text",
    "int": "a whole number",
    "decimal": "an exact decimal number",
    "bool": "true or false",
    "uuid": "an identifier, RFC 9562",
    "money": "an exact amount with its currency, ISO 4217",
    "date": "a day, ISO 8601",
    "time": "a time of day, ISO 8601",
    "datetime": "a moment with its offset, RFC 3339",
    "duration": "a length of time, ISO 8601",
    "email": "an e-mail address",
    "url": "an absolute URL",
    "json": "any JSON value",
    "bytes": "binary data, base64 in JSON",
}
_NAME = re.compile(r"(?:[a-z][a-z0-9-]*\.)?[A-Z][A-Za-z0-9]*(?:\.v[0-9]+(?![A-Za-z0-9_]))?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?![0-9])")
_WORD = re.compile(r"[a-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")


class Basic(Struct, frozen=True, gc=False):
    """A type every language has; one of `BASIC`."""

    name: str

    def __str__(self) -> str:
        return self.name


class Named(Struct, frozen=True, gc=False):
    """A type of the model; `context` is empty until it is resolved, unless the author wrote it."""

    name: str
    context: str = ""
    version: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.context, self.name, self.version) if part)


class Choice(Struct, frozen=True, gc=False):
    """One of some words (an enumeration)."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return " | ".join(self.words)


class Union(Struct, frozen=True, gc=False):
    """A value of one of some named types."""

    of: tuple[Named, ...]

    def __str__(self) -> str:
        return " | ".join(map(str, self.of))


class Maybe(Struct, frozen=True, gc=False):
    """A value that may be left out."""

    of: Type

    def __str__(self) -> str:
        return f"{_inner(self.of)}?"


class Many(Struct, frozen=True, gc=False):
    """A list."""

    of: Type

    def __str__(self) -> str:
        return f"{_inner(self.of)}[]"


class Bounded(Struct, frozen=True, gc=False):
    """A number, or the length of a text or list, within bounds; `sign` is `..` where both ends are given."""

    of: Type
    sign: str
    low: str
    high: str = ""

    def __str__(self) -> str:
        if self.sign == "..":
            return f"{_inner(self.of)} {self.low}..{self.high}"
        return f"{_inner(self.of)} {self.sign} {self.low}"


class FieldOf(Struct, frozen=True, gc=False):
    """A field of a named type: `PaymentMethod.number`."""

    type: Named
    field: str

    def __str__(self) -> str:
        return f"{self.type}.{self.field}"


Type = Basic | Named | Choice | Union | Maybe | Many | Bounded


def parse(text: str) -> Type:
    """The type that `text` says."""
    return whole(text, type_)


def parse_name(text: str) -> Named:
    """A name alone: `Order`, `orders.Order`, `OrderCreated.v2`."""
    return whole(text, name)


def parse_field(text: str) -> FieldOf:
    """Reads `PaymentMethod.number`."""
    scanner = Scanner(text)
    of = name(scanner)
    scanner.need(".")
    field = scanner.match(_WORD) or scanner.expected("a field")
    scanner.end()
    return FieldOf(of, field)


def name(scanner: Scanner) -> Named:
    """A name of a type, read as part of a longer term."""
    return _named(scanner.match(_NAME) or scanner.expected("the name of a type, such as `Order`"))


@lru_cache(maxsize=20_000)
def _named(text: str) -> Named:
    parts = text.split(".")
    context = parts.pop(0) if parts[0][0].islower() else ""
    return Named(parts[0], context, parts[1] if len(parts) > 1 else "")


def type_(scanner: Scanner) -> Type:
    """A type, read as part of a longer term."""
    start = scanner.at
    parts = [_part(scanner)]
    while scanner.take("|"):
        parts.append(_part(scanner))
    if len(parts) == 1:
        return _known(parts[0], start)
    named = tuple(part for part in parts if isinstance(part, Named))
    if len(named) == len(parts):
        return Union(named)
    words = tuple(
        part.words[0] if isinstance(part, Choice) else str(part) for part in parts if isinstance(part, Basic | Choice)
    )
    if len(words) == len(parts) and not any(isinstance(part, Choice) and len(part.words) > 1 for part in parts):
        return Choice(words)
    raise TermError(
        "a choice is between words, or between named types, not both",
        start,
        "`pending | confirmed` or `Card | Transfer`",
    )


def _part(scanner: Scanner) -> Type:
    start = scanner.at
    found = _primary(scanner)
    while True:
        if scanner.take("?"):
            found = Maybe(_known(found, start))
        elif scanner.take("[]"):
            found = Many(_known(found, start))
        else:
            break
    if scanner.done:
        return found
    for sign in (">=", "<=", ">", "<"):
        if scanner.take(sign):
            return Bounded(_known(found, start), sign, scanner.number("a number"))
    if low := scanner.match(_NUMBER):
        scanner.need("..")
        return Bounded(_known(found, start), "..", low, scanner.number("a number"))
    return found


def _primary(scanner: Scanner) -> Type:
    if scanner.take("("):
        found = type_(scanner)
        scanner.need(")")
        return found
    if _NAME.match(scanner.text, scanner.at):
        return name(scanner)
    word = scanner.match(_WORD) or scanner.expected("a type")
    return Basic(word) if word in BASIC else Choice((word,))


def _known(found: Type, start: int) -> Type:
    """Refuses a single word that is no basic type: a choice has two at least."""
    if isinstance(found, Choice) and len(found.words) == 1:
        word = found.words[0]
        raise TermError(
            f"there is no type `{word}`",
            start,
            nearest(word, BASIC, 0.7) or f"one of {', '.join(BASIC)}, or a Name of your own",
        )
    return found


def _inner(of: Type) -> str:
    return f"({of})" if isinstance(of, Choice | Union | Bounded) else str(of)
