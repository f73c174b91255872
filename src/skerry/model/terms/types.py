"""Types: `uuid`, `Order[]`, `text?`, `int >= 1`, `pending | confirmed`, `Price{}`, `date | null`, `text as ipv4`, `text ~ /^[A-Z]+$/`.

type     := part ('|' part)*             words: one of them; else exactly one of these types; `null`: there, but empty
          | part ('or' part)+            at least one of these types
part     := primary ('?' | '[]' | '{}')* limit*          may be left out, a list, a map from text
limit    := bound | 'as' format | '~' '/' regex '/' | '=' value | 'in' group
            its bounds, notation, pattern, default; of the fields of a group, one is set at most
bound    := ('>=' | '<=' | '>' | '<') number | number '..' number
primary  := basic | [context '.'] Name ('.' Name)* ['.' version] | word | '"' word '"' | '(' type ')'
value    := number | word | '"' text '"'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from skerry.kernel.words import nearest
from skerry.model.terms.scan import Scanner, TermError, whole

BASIC = {
    "text": "any text",
    "int": "a whole number",
    "decimal": "an exact decimal number",
    "number": "a number that may be rounded, IEEE 754",
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
_NAME = re.compile(r"(?:[a-z][a-z0-9-]*\.)?[A-Z][A-Za-z0-9]*(?:\.[A-Z][A-Za-z0-9]*)*(?:\.v[0-9]+(?![A-Za-z0-9_]))?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?![0-9])")
_WORD = re.compile(r"[a-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
_QUOTED = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\])*"')
_FORMAT = re.compile(r"[A-Za-z0-9*](?:[A-Za-z0-9._+/*-]*[A-Za-z0-9*])?")
_REGEX = re.compile(r"/((?:[^/\\\x00-\x1f]|\\.)*)/")
_ESCAPED = re.compile(r"\\.|/")
_SIMPLE = re.compile(rf"{_WORD.pattern}\Z")
_BEHIND = ")|;,"  # what can follow a part of a type without being part of it


class Basic(Struct, frozen=True, gc=False):
    """A type every language has; one of `BASIC`."""

    name: str

    def __str__(self) -> str:
        return self.name


class Named(Struct, frozen=True, gc=False):
    """A type of the model, `Order` or `Order.Line`; `context` is empty until it is resolved, unless the author wrote it."""

    name: str
    context: str = ""
    version: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.context, self.name, self.version) if part)


class Choice(Struct, frozen=True, gc=False):
    """One of some words (an enumeration)."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return " | ".join(map(_word, self.words)) if len(self.words) > 1 else _quoted(self.words[0])


class Union(Struct, frozen=True, gc=False):
    """A value of exactly one of some types, mostly named ones; of at least one, where it is `loose`."""

    of: tuple[Type, ...]
    loose: bool = False

    @property
    def named(self) -> tuple[Named, ...]:
        """Its members, where all of them have names; else none."""
        found = tuple(each for each in self.of if isinstance(each, Named))
        return found if len(found) == len(self.of) else ()

    def __str__(self) -> str:
        words = all(isinstance(each, Basic | Choice) for each in self.of)  # as what they would be read
        between = " or " if self.loose else " | "
        return between.join(f"({each})" if words or isinstance(each, _LOOSE) else str(each) for each in self.of)


class Nullable(Struct, frozen=True, gc=False):
    """A value that is there, but may be empty."""

    of: Type

    def __str__(self) -> str:
        return f"({self.of}) | null" if isinstance(self.of, Union) and self.of.loose else f"{self.of} | null"


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


class Mapped(Struct, frozen=True, gc=False):
    """A map from text."""

    of: Type

    def __str__(self) -> str:
        return f"{_inner(self.of)}{{}}"


class Format(Struct, frozen=True, gc=False):
    """A value in a certain notation: of JSON Schema (`int32`, `ipv4`), or the media type that a body is sent in (`text/csv`)."""

    of: Type
    format: str

    def __str__(self) -> str:
        return f"{_limited(self.of)} as {self.format}"


class Pattern(Struct, frozen=True, gc=False):
    """A text that an expression finds something in."""

    of: Type
    regex: str

    def __str__(self) -> str:
        return f"{_limited(self.of)} ~ /{_ESCAPED.sub(_with_slash, self.regex)}/"


class Default(Struct, frozen=True, gc=False):
    """A value that is taken where none is given; `value` as JSON."""

    of: Type
    value: str

    def __str__(self) -> str:
        return f"{_limited(self.of)} = {self.value}"


class Grouped(Struct, frozen=True, gc=False):
    """A field of a group, of which one is set at most."""

    of: Type
    group: str

    def __str__(self) -> str:
        return f"{_limited(self.of)} in {self.group}"


class Bounded(Struct, frozen=True, gc=False):
    """A number, or the length of a text or list, within bounds; `sign` is `..` where both ends are given."""

    of: Type
    sign: str
    low: str
    high: str = ""

    def __str__(self) -> str:
        if self.sign == "..":
            return f"{_limited(self.of)} {self.low}..{self.high}"
        return f"{_limited(self.of)} {self.sign} {self.low}"


class FieldOf(Struct, frozen=True, gc=False):
    """A field of a named type: `PaymentMethod.number`."""

    type: Named
    field: str

    def __str__(self) -> str:
        return f"{self.type}.{self.field}"


Wrapped = Maybe | Many | Mapped | Nullable | Bounded | Format | Pattern | Default | Grouped
Type = Basic | Named | Choice | Union | Wrapped
_LIMITS = (Bounded, Format, Pattern, Default, Grouped)
_LOOSE = (Choice, Union, Nullable)


def default_of(of: Default) -> str | int | float | bool:
    """The value that is taken where none is given."""
    if of.value in ("true", "false"):
        return of.value == "true"
    if _NUMBER.fullmatch(of.value):
        return float(of.value) if "." in of.value else int(of.value)
    return re.sub(r"\\(.)", r"\1", of.value[1:-1]) if of.value.startswith('"') else of.value


def bare(of: Type) -> Type:
    """A type without what only some notations can say of it: its format, pattern, default, group and that it may be empty."""
    while isinstance(of, Format | Pattern | Default | Grouped | Nullable):
        of = of.of
    return of


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
    version = parts.pop() if parts[-1][0].islower() else ""
    return Named(".".join(parts), context, version)


def type_(scanner: Scanner) -> Type:
    """A type, read as part of a longer term."""
    start = scanner.at
    parts = [_part(scanner)]
    while scanner.take("|"):
        parts.append(_part(scanner))
    if len(parts) == 1 and scanner.keyword("or"):
        return _any_of([*parts, *_alternatives(scanner)], start)
    if len(parts) == 1:
        return _known(parts[0], start)
    null = Choice(("null",))
    held = [part for part in parts if part != null]
    if len(held) == len(parts):
        return _one_of(parts, start)
    if not held:
        raise TermError("`null` alone is no type", start, "`text | null`")
    return Nullable(_one_of(held, start) if len(held) > 1 else _known(held[0], start))


class _Enclosed(Struct, frozen=True, gc=False):
    """A type in parentheses, while a term is read: `(text) | (int)` are types, `text | int` words."""

    of: Type


def _alternatives(scanner: Scanner) -> Iterator[Type | _Enclosed]:
    """What stands behind `or`."""
    yield _part(scanner)
    while scanner.keyword("or"):
        yield _part(scanner)


def _any_of(parts: list[Type | _Enclosed], start: int) -> Type:
    return Union(tuple(_known(part, start) for part in parts), loose=True)


def _one_of(parts: list[Type | _Enclosed], start: int) -> Type:
    words = [_words(part) for part in parts]
    if all(words):
        return Choice(tuple(word for each in words for word in each))
    if any(isinstance(part, Choice) for part in parts):
        raise TermError(
            "a choice is between words, or between types, not both",
            start,
            "`pending | confirmed` or `Card | Transfer`",
        )
    return Union(tuple(_unwrapped(part) for part in parts))


def _words(part: Type | _Enclosed) -> tuple[str, ...]:
    """The word that a part of a choice is; basic types may be words, too."""
    if isinstance(part, Basic):
        return (part.name,)
    held = _unwrapped(part)
    return held.words if isinstance(held, Choice) and len(held.words) == 1 else ()


def _unwrapped(part: Type | _Enclosed) -> Type:
    return part.of if isinstance(part, _Enclosed) else part


def _part(scanner: Scanner) -> Type | _Enclosed:
    start = scanner.at
    found = _primary(scanner)
    if scanner.over(_BEHIND):
        return found
    while True:
        for mark, make in (("?", Maybe), ("[]", Many), ("{}", Mapped)):
            if scanner.take(mark):
                found = make(_known(found, start))
                break
        else:
            break
    while limited := _limit(scanner, found, start):
        found = limited
    return found


def _limit(scanner: Scanner, found: Type | _Enclosed, start: int) -> Type | None:
    """The part within the limit that comes next; None where none does."""

    def of() -> Type:
        return _known(found, start)

    for sign in (">=", "<=", ">", "<"):
        if scanner.peek(sign):
            scanner.take(sign)
            return Bounded(of(), sign, scanner.number("a number"))
    if low := scanner.match(_NUMBER):
        scanner.need("..")
        return Bounded(of(), "..", low, scanner.number("a number"))
    if scanner.keyword("as"):
        return Format(of(), scanner.match(_FORMAT) or scanner.expected("a format, such as `int32` or `text/csv`"))
    if scanner.take("~"):
        regex = scanner.match(_REGEX) or scanner.expected("a pattern, such as `/^[A-Z]+$/`")
        return Pattern(of(), _ESCAPED.sub(_without_slash, regex[1:-1]))
    if scanner.keyword("in"):
        return Grouped(of(), scanner.word("the name of a group"))
    if scanner.peek("=") and not scanner.peek("=>"):
        scanner.take("=")
        value = scanner.match(_QUOTED) or scanner.match(_NUMBER) or scanner.match(_WORD)
        return Default(of(), value or scanner.expected("a value, such as `30` or `false`"))
    return None


def _primary(scanner: Scanner) -> Type | _Enclosed:
    if scanner.take("("):
        found = type_(scanner)
        scanner.need(")")
        return _Enclosed(found)
    if _NAME.match(scanner.text, scanner.at):
        return name(scanner)
    if quoted := scanner.match(_QUOTED):
        return _Enclosed(Choice((re.sub(r"\\(.)", r"\1", quoted[1:-1]),)))
    word = scanner.match(_WORD) or scanner.expected("a type")
    return Basic(word) if word in BASIC else Choice((word,))


def _known(found: Type | _Enclosed, start: int) -> Type:
    """Refuses a single bare word that is no basic type: a choice has two at least, or stands in quotes."""
    if isinstance(found, _Enclosed):
        return found.of
    if isinstance(found, Choice) and len(found.words) == 1:
        word = found.words[0]
        raise TermError(
            f"there is no type `{word}`",
            start,
            nearest(word, BASIC, 0.7) or f"one of {', '.join(BASIC)}, or a Name of your own",
        )
    return found


def _inner(of: Type) -> str:
    """A type as it stands before `?`, `[]` or `{}`."""
    return f"({of})" if isinstance(of, (*_LOOSE, *_LIMITS)) else str(of)


def _limited(of: Type) -> str:
    """A type as it stands before a limit: several follow one another."""
    return f"({of})" if isinstance(of, _LOOSE) else str(of)


def _word(word: str) -> str:
    """A word of a choice as it is written."""
    return word if _SIMPLE.match(word) and word != "null" else _quoted(word)


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _with_slash(found: re.Match[str]) -> str:
    return "\\/" if found[0] == "/" else found[0]


def _without_slash(found: re.Match[str]) -> str:
    return "/" if found[0] == "\\/" else found[0]
