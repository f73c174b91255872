"""All files of the pipeline: two workflows, the table of what belongs to which service, and the programs that read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from skerry.generate.generator import Asked, Generated, Tree
from skerry.generate.pipelines import change, deploying
from skerry.generate.pipelines.table import table
from skerry.kernel.yaml_text import yaml
from skerry.model.system import System

ROOT = ".github"
_PROGRAMS = ("affected.py", "deploy.py", "images.py")


def pipelines(system: System, _: Asked) -> Generated:
    """All files."""
    found = table(system)
    programs = files("skerry.generate.pipelines.scripts")
    text = {f"skerry/{name}": programs.joinpath(name).read_text(encoding="utf-8") for name in _PROGRAMS}
    text["skerry/pipeline.json"] = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    text["workflows/fleet.yml"] = yaml(change.workflow(system))
    if system.environments:
        text["workflows/deploy.yml"] = yaml(deploying.workflow(system))
    return Generated((Tree(ROOT, text),), tuple(_notes(system, found)))


def _notes(system: System, found: dict[str, Any]) -> Iterator[str]:
    if foreign := [each["name"] for each in found["services"] if not each["built"]]:
        yield f"{', '.join(foreign)}: the pipeline neither tests nor builds what is not generated; give its image a digest"
    if not system.environments:
        yield "environments: the model has none, so the pipeline deploys nowhere"
