"""The clinic's services, generated as a person would have them, for tests that run them."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree, ignore_patterns

from skerry.workbench.prepare import prepare

ROOT = Path(__file__).parents[1]


def generated(folder: Path) -> Path:
    """The clinic, generated into this folder; where it is."""
    root = copytree(ROOT / "examples" / "clinic", folder / "clinic", ignore=ignore_patterns(".skerry", "services"))
    prepare(root)
    return root
