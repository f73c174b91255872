"""What makes a change the same change again tomorrow: its rule, where it is, and both values; not its place in a file."""

from __future__ import annotations

import json
from hashlib import blake2b

from skerry.contracts.change import Change

_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def fingerprint(change: Change) -> str:
    """12 letters from a to p; never something that YAML takes for a number."""
    parts = [change.rule.id, change.path, change.subject.operation, *change.subject.field]
    text = json.dumps([parts, change.before, change.after], sort_keys=True, ensure_ascii=False, default=str)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest().translate(_LETTERS)
