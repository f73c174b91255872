"""Who calls whom in a small system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.read.fleet._reading import fleet_of


def calls(root: Path, files: Mapping[str, str]) -> set[str]:
    """The believed edges but those of people, as `caller kind callee`."""
    return {f"{e.source} {e.kind} {e.target}" for e in fleet_of(root, files).believed if e.kind != "user"}


def compose(*built: str, **images: str) -> str:
    """A compose file with services built of the folders of their names, and with others of images; `a_b` is called `a-b`."""
    rows = [f"  {name}:\n    build: {name}\n" for name in built]
    rows += [f"  {name.replace('_', '-')}:\n    image: {image}\n" for name, image in images.items()]
    return "services:\n" + "".join(rows)
