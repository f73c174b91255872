"""What makes a change the same change again tomorrow: its rule, where it is, and both values; not its place in a file."""

from __future__ import annotations

from skerry.contracts.change import Change
from skerry.kernel import fingerprint as kernel


def fingerprint(change: Change) -> str:
    """12 letters from a to p; never something that YAML takes for a number."""
    parts = [change.rule.id, change.path, change.subject.operation, *change.subject.field]
    return kernel.fingerprint(parts, change.before, change.after)
