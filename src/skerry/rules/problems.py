"""What can be wrong with a check itself: with what was accepted, with its baseline, with a rule of somebody else."""

from __future__ import annotations

from skerry.kernel.problem import Code, Severity
from skerry.rules.drift.problems import CODES as DRIFT

EXPIRED = Code(
    "K001",
    "an acceptance has expired",
    "A finding was accepted until a day that has passed, so it counts again. Mend what it is about, or give it a new day and a reason.",
    Severity.WARNING,
)
UNUSED = Code(
    "K002",
    "an acceptance meets no finding",
    "Nothing that it names is found any more, so it can be removed; or its rule or what stands under `at:` is misspelt.",
    Severity.WARNING,
)
UNKNOWN_RULE = Code(
    "K003",
    "there is no such rule",
    "Rules are named as `skerry check` prints them; `skerry explain` lists them all.",
)
FAILED = Code(
    "K004",
    "a rule failed",
    "A rule ended with an error of its own, so it says nothing about this system; all others do. If it comes from another package, tell "
    "whoever wrote it; if it is one of ours, tell us.",
    Severity.WARNING,
)
BASELINE = Code(
    "K005",
    "the baseline cannot be read",
    "A baseline is what `skerry check --write-baseline FILE` wrote: the findings of a day, so that only later ones count. Write it again.",
)
CODES = (EXPIRED, UNUSED, UNKNOWN_RULE, FAILED, BASELINE, *DRIFT)
