"""Where results are kept between runs. Everything there can be deleted at any time."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """`$SKERRY_CACHE`, else `skerry` in the user's cache folder; it need not exist."""
    if own := os.environ.get("SKERRY_CACHE"):
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "skerry"


def size_of(folder: Path) -> int:
    """The bytes of all files under `folder`; a file that goes away meanwhile counts as nothing."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(parent, name).lstat().st_size
            except OSError:
                continue
    return total
