"""Doing one thing to many values on all processors, in order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

FEW = 300  # below this, starting processes takes longer than the work
_work: Callable[[Any], Any] | None = None


def each(work: Callable[[A], B], values: Sequence[A]) -> Iterator[B]:
    """`map(work, values)`. Workers are forked, so that `work` may close over tables that would be slow to send; where there is no
    fork, or little to do, everything is done here."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(values) < FEW or cores < 2 or "fork" not in get_all_start_methods():
        yield from map(work, values)
        return
    global _work  # noqa: PLW0603 - how a forked worker finds the closure
    _work = work
    try:
        with get_context("fork").Pool(cores) as pool:
            yield from pool.imap(_call, values, chunksize=16)
    finally:
        _work = None


def _call(value: Any) -> Any:
    assert _work is not None
    return _work(value)
