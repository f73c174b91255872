"""Quantities in one spelling: `1000m` is `1`, `1024Mi` is `1Gi`. Source: Kubernetes API, resource.Quantity."""

from __future__ import annotations

import re
from decimal import Decimal

_QUANTITY = re.compile(r"([+-]?\d{1,30}(?:\.\d{1,20})?)([numkMGTPE]?|[KMGTPE]i|[eE][+-]?\d{1,2})$")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = ("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def quantity(text: str) -> str:
    """A quantity in its shortest spelling; any other text as it is."""
    found = _QUANTITY.match(text.strip())
    if not found:
        return text
    number, unit = Decimal(found[1]), found[2]
    if unit in _BINARY:
        number *= Decimal(1024) ** (_BINARY.index(unit) + 1)
    elif unit in _DECIMAL:
        number = number.scaleb(_DECIMAL[unit])
    else:
        number = number.scaleb(int(unit[1:]))
    return _spelled(number)


def _spelled(number: Decimal) -> str:
    if number != number.to_integral_value():
        return (
            f"{(number * 1000).normalize():f}m"
            if number * 1000 == (number * 1000).to_integral_value()
            else f"{number.normalize():f}"
        )
    whole = int(number)
    for step, unit in reversed(list(enumerate(_BINARY, start=1))):
        if whole and whole % 1024**step == 0:
            return f"{whole // 1024**step}{unit}"
    return str(whole)
