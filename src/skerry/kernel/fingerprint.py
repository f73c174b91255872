"""A short name for what makes a thing the same thing again tomorrow."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str).encode
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def fingerprint(*parts: Any) -> str:
    """12 letters from a to p, the same for the same JSON values; never something that YAML takes for a number."""
    return blake2b(_text(parts).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest().translate(_LETTERS)
