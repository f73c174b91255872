"""Masks, as the model has them: `all`, `all but 4`, `all but first 2`, `hash`."""

from __future__ import annotations

import hmac
import os
import re
from hashlib import sha256

HIDDEN = "***"
_FORM = re.compile(r"all(?: but (?P<first>first )?(?P<keep>\d+))?")
_KEY = os.urandom(32)  # hashes compare within one process only: with a fixed key, a list of names would give them away


def masked(mask: str, value: str) -> str:
    """The value as it is shown. One that is no longer than twice what would stay is hidden whole."""
    if mask == "hash":
        return f"#{hmac.new(_KEY, value.encode(), sha256).hexdigest()[:12]}"
    found = _FORM.fullmatch(mask)
    keep = int(found["keep"]) if found and found["keep"] else 0
    if not found or not keep or len(value) <= 2 * keep:
        return HIDDEN
    return value[:keep] + HIDDEN if found["first"] else HIDDEN + value[-keep:]
