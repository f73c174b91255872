"""Values that know their place: equal where everything else of them is, whatever layer wrote them."""

from __future__ import annotations

import pytest

from skerry.kernel.span import Span
from skerry.model.given import Given
from skerry.model.system import Field
from skerry.model.terms.types import Basic

HERE, THERE = Span("a", 1), Span("b", 2)


def test_a_place_makes_no_difference() -> None:
    assert Given(1, HERE) == Given(1, THERE)
    assert hash(Given(1, HERE)) == hash(Given(1, THERE))
    assert Field("x", Basic("text"), HERE) == Field("x", Basic("text"), THERE)


def test_everything_else_does() -> None:
    assert Given(1, HERE) != Given(2, HERE)
    assert Given(1) != 1
    assert Field("x", Basic("text")) != Field("x", Basic("int"))
    assert Field("x", Basic("text")) != Given("x")


def test_values_stay_as_they_are() -> None:
    with pytest.raises(AttributeError):
        Given(1).value = 2  # type: ignore[misc]
