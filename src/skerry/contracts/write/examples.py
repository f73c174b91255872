"""Values that show what a type looks like: valid, telling, and the same on every run."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from skerry.contracts.diff.schemas.regexes import text_matching
from skerry.contracts.write.basic import LONGEST, ends
from skerry.contracts.write.scope import Instead, Scope, exchanged, given_by_us, name_of, told_apart
from skerry.formats.json_schema.patterns import matches
from skerry.kernel.words import split
from skerry.model.system import System, TypeName
from skerry.model.system.types import references
from skerry.model.terms.types import (
    Basic,
    Bounded,
    Choice,
    Default,
    Format,
    Grouped,
    Many,
    Mapped,
    Maybe,
    Named,
    Nullable,
    Pattern,
    Type,
    Union,
    bare,
)

_TEXTS: Mapping[str, str] = {
    "city": "Utrecht", "street": "Oudegracht 12", "postcode": "3511 AB", "country": "NL", "state": "UT", "language": "en",
    "phone": "+31 30 123 4567", "sku": "TEA-100", "currency": "EUR", "subject": "Your order", "unit": "mg/l",
}  # fmt: skip
_VALUES: Mapping[str, Any] = {
    "int": 3, "number": 1.5,
    "decimal": "12.50", "bool": True, "date": "2026-03-31", "time": "09:30:00Z", "datetime": "2026-03-31T09:30:00Z",
    "duration": "PT30M", "email": "ada@example.com", "url": "https://example.com/ada", "json": {"any": "value"},
    "bytes": "c2tlcnJ5", "money": {"amount": "49.90", "currency": "EUR"},
}  # fmt: skip
_DEEPEST = 6
_REPEATS = 20


class Examples:
    """Example values of the types of one document."""

    def __init__(self, system: System, scope: Scope, instead: Instead) -> None:
        self._system, self._scope, self._instead = system, scope, instead

    def of(self, of: Type, name: str, *, incoming: bool, inside: tuple[TypeName, ...] = ()) -> Any:
        """A value of a type, in a field called `name`; `inside` are the records around it."""
        if isinstance(of, Basic):
            return self._basic(of, name, inside)
        if isinstance(of, Choice):
            return of.words[0]
        if isinstance(of, Named):
            return self._named(of, name, incoming, inside)
        if isinstance(of, Union):
            return self._alternative(of, name, incoming, inside)
        if isinstance(of, Mapped):
            return {} if self._again(of.of, inside) else {"key": self.of(of.of, name, incoming=incoming, inside=inside)}
        if isinstance(of, Pattern):
            return self._matching(of, self.of(of.of, name, incoming=incoming, inside=inside))
        if isinstance(of, Maybe | Nullable | Format | Default | Grouped):
            return self.of(of.of, name, incoming=incoming, inside=inside)
        if isinstance(of, Many):
            again = self._again(of.of, inside)
            return [] if again else [self.of(of.of, name, incoming=incoming, inside=inside)]
        return self._bounded(of, name, incoming, inside)

    def _basic(self, of: Basic, name: str, inside: tuple[TypeName, ...]) -> Any:
        if of.name == "uuid":
            thing = name[:-2] if name.endswith("Id") else name
            owner = inside[-1].name if name == "id" and inside else thing
            return str(uuid5(NAMESPACE_URL, f"https://example.com/{owner.lower()}"))
        if of.name == "text":
            return _TEXTS.get(name) or " ".join(split(name)).capitalize() or "Text"
        return _VALUES[of.name]

    def _named(self, of: Named, name: str, incoming: bool, inside: tuple[TypeName, ...]) -> Any:
        key = name_of(of)
        definition = self._system.types.get(key)
        endless = inside.count(key) > 1 or len(inside) > 2 * _DEEPEST  # no value of such a type ever ends
        if definition is None or not definition.spelled_out or endless:
            return {}
        if definition.states:
            return definition.state_names()[0]
        if definition.alias:
            return self.of(exchanged(definition.alias, self._instead), name, incoming=incoming, inside=(*inside, key))
        hidden = given_by_us(self._system, key) if incoming and key in self._scope.split else frozenset()
        around = (*inside, key)
        return {
            field.name: self.of(exchanged(field.type, self._instead), field.name, incoming=incoming, inside=around)
            for field in definition.fields
            if field.name not in hidden and not (isinstance(field.type, Maybe) and self._again(field.type, around))
        }

    def _alternative(self, of: Union, name: str, incoming: bool, inside: tuple[TypeName, ...]) -> Any:
        value, told = self.of(of.of[0], name, incoming=incoming, inside=inside), told_apart(self._system, of)
        return {**value, told.property: told.values[name_of(of.named[0])]} if told else value

    def _again(self, of: Type, inside: tuple[TypeName, ...]) -> bool:
        """Whether a value would hold one of its own kind, or lie too deep."""
        return any(name_of(member) in inside for member in references(of)) or len(inside) > _DEEPEST

    def _matching(self, of: Pattern, value: Any) -> Any:
        """A text that a pattern matches: the usual one, its beginnings, or the shortest, as many times as the bounds ask for."""
        low, high = ends(of.of) if isinstance(of.of, Bounded) else (None, None)
        least, most = int(low or 0), int(high) if high is not None else LONGEST
        short = text_matching(of.regex) or ""
        candidates = (str(value), short, *(short * times for times in range(2, _REPEATS) if short))
        return next((each for each in candidates if least <= len(each) <= most and matches(of.regex, each)), value)

    def _bounded(self, of: Bounded, name: str, incoming: bool, inside: tuple[TypeName, ...]) -> Any:
        low, high = ends(of)
        value = self.of(of.of, name, incoming=incoming, inside=inside)
        if isinstance(value, dict):
            return value
        if isinstance(value, list):
            least = int(low or 0) + (of.sign == ">")
            most = int(high) - (of.sign == "<") if high is not None else max(least, 1)
            return value * max(least, min(1, most))
        if isinstance(value, str) and bare(of.of) != Basic("decimal"):
            return _length(
                value, int(low or 0) + (of.sign == ">"), (int(high) if high is not None else LONGEST) - (of.sign == "<")
            )
        number = _within(Decimal(str(value)), of.sign, low, high)
        return str(number) if isinstance(value, str) else float(number) if isinstance(value, float) else int(number)


def _length(text: str, low: int, high: int) -> str:
    return (text * (low // max(1, len(text)) + 1))[: max(low, min(len(text), high))]


def _within(value: Decimal, sign: str, low: Decimal | None, high: Decimal | None) -> Decimal:
    step = 1 if sign in ("<", ">") else 0
    if low is not None and value <= low:
        return low + step
    if high is not None and value >= high:
        return high - step
    return value
