"""Makes the files of `secrets/` that are not there yet: `python secrets.py`. They stay here; what exists is left alone.

Passwords are made by chance. What only a person knows is left empty and named: it ends with 1 as long as one of those
is empty.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE / "secrets"


def made(rows: list[dict[str, str]]) -> list[str]:
    """Writes them; the sentences for those that are still empty.

    Containers run as others, so the folder is closed and files are not.
    """
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    for row in rows:
        path = FOLDER / row["name"]
        if path.exists():
            continue
        text = row.get("text", "")
        if row.get("password") == row["name"]:
            text = base64.urlsafe_b64encode(os.urandom(24)).decode()
        elif "{password}" in text:
            text = text.replace("{password}", (FOLDER / row["password"]).read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    return [
        f"{row['name']}: {row['about']}"
        for row in rows
        if row.get("about") and not (FOLDER / row["name"]).stat().st_size
    ]


if __name__ == "__main__":
    if missing := made(json.loads((HERE / "secrets.json").read_text(encoding="utf-8"))):
        print("Still empty:", *missing, sep="\n  ")
        sys.exit(1)
