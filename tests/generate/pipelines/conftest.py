"""A repository with what is generated for the shop's pipeline, and tools that only write down what they are asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[3] / "examples/shop"
IDENTITY = {f"GIT_{who}_{what}": f"{who}@invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
TOOL = """\
#!{python}
import os, pathlib, sys
name, root = pathlib.Path(sys.argv[0]).name, pathlib.Path({root!r})
with (root / "asked").open("a") as file:
    print(name, *sys.argv[1:], file=file)
if name == "kubectl" and sys.argv[1] == "kustomize":
    folder = pathlib.Path(sys.argv[2])
    sys.stdout.write((folder.parents[0] if folder.name == "prepare" else folder.parents[1]).joinpath(
        "prepared" if folder.name == "prepare" else "built").read_text())
if name == "cosign":
    sys.stdout.write('[{{"critical": {{"image": {{"docker-manifest-digest": "sha256:' + "ab" * 32 + '"}}}}}}]')
sys.exit(any(word in " ".join(sys.argv) for word in os.environ.get("FAILS", "").split()))
"""


class Repository:
    """A folder under git."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *command: str) -> str:
        environment = {**os.environ, **IDENTITY}
        ran = subprocess.run(
            ["git", *command], cwd=self.root, env=environment, capture_output=True, text=True, check=True
        )
        return ran.stdout.strip()

    def commit(self, *paths: str) -> str:
        """A commit in which these files differ; its name."""
        for path in paths:
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            with (self.root / path).open("a") as file:
                file.write("\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "x")
        return self.git("rev-parse", "HEAD")

    def program(self, name: str, *told: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One of the pipeline's programs."""
        command = [sys.executable, f".github/skerry/{name}.py", *told]
        environment = {**os.environ, "PATH": f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}", **environment}
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    def tools(self, *names: str) -> Callable[[], list[str]]:
        """Puts tools in place of the real ones; gives what they were asked."""
        (self.root / "bin").mkdir()
        for name in names:
            (self.root / "bin" / name).write_text(TOOL.format(python=sys.executable, root=str(self.root)))
            (self.root / "bin" / name).chmod(0o755)
        asked = self.root / "asked"
        return lambda: asked.read_text().splitlines() if asked.exists() else []


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    shutil.copytree(SHOP / ".github", tmp_path / ".github")
    found = Repository(tmp_path)
    found.git("init", "--quiet", "--initial-branch", "main")
    (tmp_path / ".gitignore").write_text("/bin/\n/asked\n__pycache__/\n")
    found.commit()
    return found
