"""What other packages add to a family of ours is found wherever they are installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

_INFO = {
    "theirs-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n",
    "theirs-1.0.dist-info/entry_points.txt": "[skerry.trees]\noak = theirs_oak\nash = theirs_ash\n",
    "theirs_oak.py": "",
    "theirs_ash.py": "",
}
_ASK = "from skerry.kernel.registry import others; print(*(each.__name__ for each in others('skerry.trees')))"


@pytest.mark.parametrize("form", ["folder", "zip", "none"])
def test_others_are_found(form: str, tmp_path: Path) -> None:
    """In a folder of packages and in an archive, in the order of their names; where nobody adds anything there is none."""
    place = tmp_path / "packages.zip" if form == "zip" else tmp_path / "packages"
    if form == "zip":
        with zipfile.ZipFile(place, "w") as archive:
            for name, text in _INFO.items():
                archive.writestr(name, text)
    elif form == "folder":
        for name, text in _INFO.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(place), *filter(None, sys.path)])}
    said = subprocess.run([sys.executable, "-c", _ASK], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ([] if form == "none" else ["theirs_ash", "theirs_oak"])
