"""The 25 architectural security rules of microSecEnD, judged for a fleet as a whole: one file a rule, `rNN_…`, with `verdict(fleet)`."""

from __future__ import annotations

import sys

from skerry.facts.fleet import Fleet
from skerry.kernel.registry import modules
from skerry.rules.verdicts._verdict import Verdict

__all__ = ["Verdict", "titles", "verdicts"]


def verdicts(fleet: Fleet) -> dict[str, Verdict]:
    """The verdict of each rule under its number, `R01` to `R25`."""
    return {name_of(module.__name__): module.verdict(fleet) for module in modules(sys.modules[__name__])}


def titles() -> dict[str, str]:
    """What each rule asks for: the first line of its page."""
    found = modules(sys.modules[__name__])
    return {name_of(module.__name__): (module.__doc__ or "").partition("\n")[0].rstrip(".") for module in found}


def name_of(module: str) -> str:
    """The number of the rule in a module of this name."""
    return module.rpartition(".")[2].partition("_")[0].upper()
