"""Follows a document as a reader would: writes the files it shows, makes its edits, runs its commands, in that order."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from skerry.cli import main

# How long an example takes says how busy the machine is, not whether the property holds.
settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_GIT = ("git", "-c", "user.name=reader", "-c", "user.email=reader@example.org", "-c", "commit.gpgsign=false")
_FILE = re.compile(r"# (\S+\.yaml)\n")


@dataclass(frozen=True)
class Ran:
    """A command with what it ended with, what the document says it ends with, and what it printed."""

    command: str
    code: int
    expected: int
    out: str
    err: str


Follow = Callable[[Path], list[Ran]]


@pytest.fixture
def follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Follow:
    """Follows a document in a folder that holds the example of a monolith, as `monolith`."""
    shutil.copytree(ROOT / "examples/bookshop", tmp_path / "monolith")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(line: str) -> Ran:
        capsys.readouterr()
        code = main(shlex.split(line, comments=True)[1:])
        printed = capsys.readouterr()
        said = re.search(r"# .*\bends with (\d)", line)
        return Ran(line, code, int(said[1]) if said and not re.search(r"\bif\b", line) else 0, printed.out, printed.err)

    def whole(document: Path) -> list[Ran]:
        ran = []
        for language, text in _BLOCK.findall(document.read_text(encoding="utf-8")):
            if language == "yaml" and (named := _FILE.match(text)):
                Path(named[1]).write_text(text, encoding="utf-8")
            elif language == "diff":
                _edit(text)
            elif language == "text":
                _printed(text, ran[-1])
            elif language == "sh":
                ran += [run(line) for line in text.splitlines() if _ours(line)]
        return ran

    return whole


def _ours(line: str) -> bool:
    """Whether a line is a command of ours; one of git is done on the way."""
    if line.startswith("git "):
        subprocess.run([*_GIT, *shlex.split(line, comments=True)[1:]], check=True, capture_output=True)
    return line.startswith("skerry ")


def _printed(shown: str, ran: Ran) -> None:
    """What the document shows is what its last command printed, but for lines that are left out (`...`) and runs of blanks."""
    printed = {" ".join(line.split()) for line in (ran.out + ran.err).splitlines()}
    missing = [
        line for line in shown.splitlines() if line.strip() not in {"", "..."} and " ".join(line.split()) not in printed
    ]
    assert not missing, f"{ran.command} does not print {missing}"


def _edit(diff: str) -> None:
    """Replaces the lines with `-` by those with `+` in the one place of the model that has them, whatever comments stand beside."""
    old = [line[1:] for line in diff.splitlines() if line.startswith("-")]
    new = [line[1:] for line in diff.splitlines() if line.startswith("+")]
    texts = {path: path.read_text(encoding="utf-8").split("\n") for path in Path("architecture").glob("*.arch.yaml")}
    bare = {path: [line.partition(" # ")[0].rstrip() for line in lines] for path, lines in texts.items()}
    places = [(path, i) for path, lines in bare.items() for i in range(len(lines)) if lines[i : i + len(old)] == old]
    assert len(places) == 1, f"the model has {len(places)} places with {old}"
    path, at = places[0]
    texts[path][at : at + len(old)] = new
    path.write_text("\n".join(texts[path]), encoding="utf-8")
