"""Writes the run that README.md shows, and its picture, again from what `make demo` prints on standard input.

Run: make demo | .venv/bin/python demo/readme.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README, PICTURE, MODEL = ROOT / "README.md", "docs/images/oscar.svg", ".demo/architecture"
_STEP = re.compile(r"^── 2.*?\n(\$ skerry decompose.*?)\n+(?:Order of leaving|\.\.\. and|\()", re.MULTILINE | re.DOTALL)
_SHOWN = re.compile(r"(?<=```text\n)\$ skerry decompose.*?(?=\n```)", re.DOTALL)


def main(printed: str) -> int:
    """Puts the second step, as far as the sagas, and the time it took into the README; draws the model."""
    step, spent = _STEP.search(printed), re.search(r"\(([\d.]+) s of processor time\)", printed)
    if step is None or spent is None:
        sys.stderr.write("this is no whole run of the demo: make demo | .venv/bin/python demo/readme.py\n")
        return 1
    text = _SHOWN.sub(lambda _: step[1].rstrip(), README.read_text(encoding="utf-8"))
    README.write_text(re.sub(r"computed for [\d.]+ s", f"computed for {spent[1]} s", text), encoding="utf-8")
    draw = [sys.executable, "-m", "skerry", "graph", MODEL, "--as", "svg", "--out", PICTURE]
    return subprocess.run(draw, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.stdin.read()))
