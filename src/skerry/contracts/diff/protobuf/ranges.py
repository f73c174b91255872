"""Ranges of numbers: which numbers of some are in none of others."""

from __future__ import annotations

from skerry.formats.protobuf.values import Ranges


def minus(some: Ranges, others: Ranges) -> Ranges:
    """The parts of `some` that `others` do not hold; all in order, both ends inclusive."""
    left: list[tuple[int, int]] = []
    for low, high in some:
        at = low
        for start, end in others:
            if end < at or start > high:
                continue
            if start > at:
                left.append((at, start - 1))
            at = max(at, end + 1)
        if at <= high:
            left.append((at, high))
    return tuple(left)


def holds(ranges: Ranges, number: int) -> bool:
    """Whether a number is in one of them."""
    return any(low <= number <= high for low, high in ranges)


def text(ranges: Ranges) -> str:
    """`2, 5 to 9`."""
    return ", ".join(str(low) if low == high else f"{low} to {high}" for low, high in ranges)
