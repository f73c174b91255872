"""The terms and words that several sections of the language use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from skerry.kernel.span import Span
from skerry.model.shapes import Entry, Flag, Given, Items, Ref, Term, Text, Whole
from skerry.model.terms import globs, masks, operations, quantities, types

TEXT = Text()
FLAG = Flag()
TEXTS = Items(TEXT)
DURATION = Term(quantities.Duration.parse, "a duration", "200ms")
RATE = Term(quantities.Rate.parse, "a rate", "120 rps")
PERCENT = Term(quantities.Percent.parse, "a percentage", "99.9%")
MEMORY = Term(quantities.Range.memory, "memory asked for and its limit", "256Mi..512Mi")
CPU = Term(quantities.Range.cpu, "cpu asked for and its limit", "250m..500m")
DAY = Term(quantities.Day.parse, "a day or a month", "2027-06-30")
MASK = Term(masks.parse, "a mask", "all but 4")
GLOB = Term(globs.parse, "a pattern of paths", "legacy-shop:apps/order/**")
TYPE = Term(types.parse, "a type", "OrderItem[]")
TYPE_NAME = Term(types.parse_name, "the name of a type", "OrderCreated.v2")
BEHAVIOUR = Term(operations.parse, "what an operation does", "place(CreateOrder) -> 201 Order; emits OrderCreated")
SERVICE = Ref(("service",))
CONTEXT = Ref(("context",))
EVENTS = Items(Given(TYPE_NAME))
REPLICAS = Whole(0)
SERVICE_NAME = re.compile(r"[a-z]")
CAPITAL = re.compile(r"[A-Z]")
VERSION_NAME = re.compile(r"v[0-9]+$")

COMPLY = {
    "gdpr": "personal data of people in the EU",
    "hipaa": "health records in the USA",
    "pci-dss": "payment cards",
    "sox": "financial reporting",
    "soc-2": "controls of a service organisation",
    "iso-27001": "information security management",
}


def with_entries(make: Callable[..., Any], *attributes: str) -> Callable[..., Any]:
    """`make`, with these attributes turned from entries into a map."""

    def built(**values: Any) -> Any:
        for attribute in attributes:
            values[attribute] = as_map(values.get(attribute, ()))
        return make(**values)

    return built


def without_span(make: Callable[..., Any]) -> Callable[..., Any]:
    """`make` for values that keep a place for each of their parts and need none of their own."""

    def built(span: Span, **values: Any) -> Any:
        return make(**values)

    return built


def as_map(entries: Iterable[Entry]) -> Mapping[Any, Any]:
    """The entries as a map."""
    return {entry.key: entry.value for entry in entries}
