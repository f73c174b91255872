"""Whom changes of contracts meet: what a model knows of consumers, and what traces saw of them."""

from __future__ import annotations

from pathlib import Path

from skerry.contracts.advice import SUNSET_DAYS
from skerry.contracts.change import Change
from skerry.contracts.consumers import judged
from skerry.kernel.problem import Problem
from skerry.model import System, load
from skerry.workbench.evidence import calls_of


def known(
    changes: tuple[Change, ...], model: str, service: str, usage: str
) -> tuple[tuple[Change, ...], int, tuple[Problem, ...]]:
    """The changes with what is known of consumers, and for how many days the model keeps an old version; '' names nothing."""
    observed, unseen = calls_of(usage)
    if not model:
        return judged(changes, System(), service, observed), SUNSET_DAYS, unseen
    loaded = load(Path(model))
    sunset = loaded.system.policies.versions.sunset
    days = round(sunset.value.seconds / 86400) if sunset else SUNSET_DAYS
    return judged(changes, loaded.system, service, observed), days, (*unseen, *loaded.problems)
