"""What a deployment is for, told by the words of its name."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9]+")
_WORDS = {
    "test": frozenset(["test", "tests", "testing", "e2e", "ci", "loadtest", "perf", "integration"]),
    "development": frozenset(["dev", "devel", "develop", "development", "local", "localhost", "debug", "override", "minikube", "kind"]),
    "staging": frozenset(["staging", "stage", "stg", "uat", "preprod", "preview", "qa"]),
    "production": frozenset(["prod", "production", "prd", "live"]),
}  # fmt: skip


def purpose(*names: str) -> str:
    """One of PURPOSES, by the first of some names that says any."""
    for name in names:
        words = set(_WORD.findall(name.lower()))
        if found := next((each for each, known in _WORDS.items() if known & words), ""):
            return found
    return ""
