"""Settings that are secrets come as files: `NAME_FILE` names the one that holds `NAME`, as images of Postgres and others have it.

A variable can be read by whoever sees the process or its crash report, and stands in the manifest; a file need not.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

NAMES = ("DATABASE_URL", "SKERRY_BUS", "SKERRY_SAGAS")


def read_files(environment: MutableMapping[str, str]) -> None:
    """Puts what these files hold where the variables are looked for. A variable that is set itself wins.

    Raises:
        OSError: a file that is named can't be read.
    """
    for name in NAMES:
        path = environment.get(f"{name}_FILE", "")
        if path and not environment.get(name):
            environment[name] = Path(path).read_text(encoding="utf-8").strip()
