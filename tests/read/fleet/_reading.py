"""A fleet of a handful of small files, for tests at the level of a user's `skerry read`."""

from collections.abc import Mapping
from pathlib import Path

from skerry.facts.fleet import Fleet
from skerry.read.codebase import ReadOptions, read
from skerry.read.fleet import read_fleet


def fleet_of(root: Path, files: Mapping[str, str]) -> Fleet:
    """What is read from these files, by their paths below `root`."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return read_fleet(root, read(root, ReadOptions(remember=False, history=False)))


def compose(**services: str) -> str:
    """A compose file: each service's keys in one line as YAML's flow style has them."""
    return "services:\n" + "".join(f"  {name.replace('_', '-')}: {{ {keys} }}\n" for name, keys in services.items())
