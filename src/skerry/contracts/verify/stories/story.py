"""A story: its name, the operation it is about, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from skerry.contracts.verify.desk import Desk
from skerry.formats.openapi import Operation


@dataclass(frozen=True, slots=True)
class Story:
    """`tell` sends requests and reports to the desk; it raises `CannotError` where it cannot go on."""

    name: str
    operation: Operation
    tell: Callable[[], None]


Stories = Callable[[Desk], Iterator[Story]]
