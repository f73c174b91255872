"""Types of the model as annotations of Python, and what has to be imported for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal

from skerry.contracts.write.basic import LONGEST, MOST, ends
from skerry.contracts.write.scope import Scope, exchanged, name_of, told_apart
from skerry.model.system import System
from skerry.model.terms.types import Basic, Bounded, Choice, Many, Mapped, Maybe, Named, Nullable, Type, Union, bare

_BASIC: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "text": (f"Annotated[str, Field(max_length={LONGEST})]", (("typing", "Annotated"), ("pydantic", "Field"))),
    "int": ("int", ()),
    "number": ("float", ()),
    "decimal": ("Decimal", (("decimal", "Decimal"),)),
    "bool": ("bool", ()),
    "uuid": ("UUID", (("uuid", "UUID"),)),
    "date": ("date", (("datetime", "date"),)),
    "time": ("time", (("datetime", "time"),)),
    "datetime": ("AwareDatetime", (("pydantic", "AwareDatetime"),)),
    "duration": ("timedelta", (("datetime", "timedelta"),)),
    "email": (
        'Annotated[str, Field(max_length=254, pattern=r"^[^@\\s]+@[^@\\s]+$")]',
        (("typing", "Annotated"), ("pydantic", "Field")),
    ),
    "url": ("AnyUrl", (("pydantic", "AnyUrl"),)),
    "json": ("JsonValue", (("pydantic", "JsonValue"),)),
    "bytes": ("Base64Bytes", (("pydantic", "Base64Bytes"),)),
    "money": ("Money", ()),
}
IMPORTED = frozenset((
    "Annotated", "Any", "AnyUrl", "AwareDatetime", "Base64Bytes", "BaseModel", "ConfigDict", "Decimal", "Field", "JsonValue",
    "Literal", "StrEnum", "UUID",
))  # fmt: skip
_CONSTRAINTS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt"}


class Terms:
    """Annotations within one module; `imports` grows by what they need."""

    def __init__(self, system: System, scope: Scope) -> None:
        self._system, self._scope = system, scope
        self.imports: set[tuple[str, str]] = set()
        self.money = False
        self.options: dict[str, tuple[str, str, str]] = {}

    def use(self, module: str, name: str) -> str:
        """A name, imported."""
        self.imports.add((module, name))
        return name

    def of(self, of: Type, *, incoming: bool) -> str:
        """The annotation for a type; formats and patterns are not held here."""
        of = of if isinstance(of, Nullable) else bare(of)
        if isinstance(of, Basic):
            annotation, needed = _BASIC[of.name]
            self.imports |= set(needed)
            self.money = self.money or of.name == "money"
            return annotation
        if isinstance(of, Named):
            return self._named(of, incoming)
        if isinstance(of, Choice):
            self.use("typing", "Literal")
            return f"Literal[{', '.join(map(json.dumps, of.words))}]"
        if isinstance(of, Maybe | Nullable):
            return f"{self.of(of.of, incoming=incoming).removesuffix(' | None')} | None"
        if isinstance(of, Mapped):
            return f"dict[str, {self.of(of.of, incoming=incoming)}]"
        if isinstance(of, Many):
            return self._within(f"list[{self.of(of.of, incoming=incoming)}]", [f"max_length={MOST}"])
        if isinstance(of, Union):
            return self._alternatives(of, incoming)
        assert isinstance(of, Bounded)
        return self._bounded(of, incoming)

    def _named(self, of: Named, incoming: bool) -> str:
        name = name_of(of)
        definition = self._system.types.get(name)
        if definition is None or not definition.spelled_out:
            return self.use("typing", "Any")
        if definition.alias and not isinstance(definition.alias, Choice):
            return self.of(exchanged(definition.alias, {}), incoming=incoming)
        return self._scope.of(name, incoming=incoming)

    def _alternatives(self, of: Union, incoming: bool) -> str:
        told = told_apart(self._system, of)
        bases = [self.of(member, incoming=incoming) for member in of.of]
        if told is None:
            return " | ".join(dict.fromkeys(bases))
        for member, base in zip(of.named, bases, strict=True):
            self.options[self._scope.option(base, told)] = (base, told.property, told.values[name_of(member)])
        self.use("typing", "Literal")
        options = [self._scope.option(base, told) for base in bases]
        return self._within(" | ".join(options), [f'discriminator="{told.property}"'])

    def _bounded(self, of: Bounded, incoming: bool) -> str:
        inner = bare(of.of)
        if isinstance(inner, Basic) and inner.name in ("int", "decimal", "number"):
            return self._within(self.of(inner, incoming=incoming), self._numbers(of, exact=inner.name == "decimal"))
        lengths = self._lengths(of)
        if isinstance(inner, Many):
            return self._within(f"list[{self.of(inner.of, incoming=incoming)}]", lengths)
        if inner == Basic("text"):
            return self._within("str", lengths)
        return self._within(self.of(inner, incoming=incoming), lengths)

    def _numbers(self, of: Bounded, *, exact: bool) -> list[str]:
        low, high = ends(of)
        signs = ((">=", low), ("<=", high)) if of.sign == ".." else ((of.sign, low if low is not None else high),)
        return [f"{_CONSTRAINTS[sign]}={self._number(value, exact)}" for sign, value in signs if value is not None]

    def _number(self, value: Decimal, exact: bool) -> str:
        if value == value.to_integral_value():
            return str(int(value))
        return f'{self.use("decimal", "Decimal")}("{value}")' if exact else str(float(value))

    def _lengths(self, of: Bounded) -> list[str]:
        low, high = ends(of)
        most = MOST if isinstance(bare(of.of), Many) else LONGEST
        least = int(low) + (of.sign == ">") if low is not None else 0
        highest = int(high) - (of.sign == "<") if high is not None else max(least, most)
        return [*([f"min_length={least}"] if least else []), f"max_length={highest}"]

    def _within(self, bare: str, constraints: Iterable[str]) -> str:
        self.use("typing", "Annotated")
        self.use("pydantic", "Field")
        return f"Annotated[{bare}, Field({', '.join(constraints)})]"


def constant(word: str) -> str:
    """`in-transit` as `IN_TRANSIT`."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word)).strip("_").upper()
    return f"V{name}" if name[:1].isdigit() else name
