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
_STORY = re.compile(r"^── 4.*?\n\$ skerry run.*?\n+(.*?\n  trace .*?)\n(?=✓)", re.MULTILINE | re.DOTALL)
_SHOWN = re.compile(r"(?<=```text\n)\$ skerry decompose.*?(?=\n```)", re.DOTALL)
_TOLD = re.compile(r"(?<=```text\n)\$ skerry run.*?(?=\n```)", re.DOTALL)


def main(printed: str) -> int:
    """Puts the second step as far as the sagas, the time, and the story as far as its first trace into the README; draws the model."""
    step, spent = _STEP.search(printed), re.search(r"\(([\d.]+) s of processor time\)", printed)
    story = _STORY.search(printed)
    if step is None or spent is None or story is None:
        sys.stderr.write("this is no whole run of the demo: make demo | .venv/bin/python demo/readme.py\n")
        return 1
    text = _SHOWN.sub(lambda _: step[1].rstrip(), README.read_text(encoding="utf-8"))
    text = _TOLD.sub(lambda _: "$ skerry run examples/shop --story\n\n" + story[1].rstrip(), text)
    README.write_text(re.sub(r"computed for [\d.]+ s", f"computed for {spent[1]} s", text), encoding="utf-8")
    draw = [sys.executable, "-m", "skerry", "graph", MODEL, "--as", "svg", "--out", PICTURE]
    return subprocess.run(draw, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.stdin.read()))
