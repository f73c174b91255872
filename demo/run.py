"""`make demo`: takes the published source of django-oscar, decomposes it without and with its folders as evidence, checks the model; then
runs the worked example, a shop of services that was generated from a model, and tells its story.

Nothing of what is fetched is installed or run: a wheel is a zip of source files, which is unpacked and read.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINNED = ROOT / "demo/requirements.txt"
PACKAGE = "oscar"
BUILT = "oscar/static/"  # what its front end was built into, with the libraries it takes from others; nobody's source
FINDINGS = 1  # the status of a check that has something to say
FIRST, SECOND = 36, 72  # lines of the two summaries; what is left out is said


def main(arguments: Sequence[str]) -> int:
    """Runs the demo in the folder that is named, or in `.demo`; gives the exit code."""
    folder = Path(arguments[0]) if arguments else ROOT / ".demo"
    started = time.perf_counter()
    source = fetched(folder)
    if source is None:
        return 1
    say(f"The source of a shop that nobody prepared: {shown(source)} ({time.perf_counter() - started:.1f} s to fetch)")
    blind, whole = folder / "without-layout", folder / "architecture"
    for made in (blind, whole):  # a model that stands there would be taken as given
        shutil.rmtree(made, ignore_errors=True)
    started, worked = time.perf_counter(), processor()
    steps = (
        ("1  Without its folders: does the code itself show the boundaries?",
         ["decompose", shown(source), "--without", "layout", "--out", shown(blind)], FIRST),
        ("2  With its folders as evidence, too", ["decompose", shown(source), "--out", shown(whole)], SECOND),
        ("3  The model that was written has no errors; what the rules miss in it", ["check", shown(whole), "--limit", "3"], None),
    )  # fmt: skip
    for title, command, most in steps:
        if not step(title, command, most):
            return 1
    files = len(list(whole.glob("*.arch.yaml")))
    say(
        f"\nModel   {shown(whole)}/*.arch.yaml ({files} files)\nReport  {shown(whole / 'report.html')} (open it in a browser)"
    )
    taken, worked = time.perf_counter() - started, processor() - worked
    say(f"The demo's own work took {taken:.1f} s ({worked:.1f} s of processor time).")
    return 0 if story() else 1


def story() -> bool:
    """The shop, running: an order that is paid and shipped, one that is undone, a process that is killed; whether all of it came true."""
    shop = shown(ROOT / "examples" / "shop")
    say(f"\n── 4  A shop of services, generated from a model, runs\n$ skerry run {shop} --story --fresh\n")
    command = [sys.executable, "-m", "skerry", "run", shop, "--story", "--fresh"]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False).returncode == 0


def fetched(folder: Path) -> Path | None:
    """The unpacked source; None, with a word about it, where the package index can't be reached."""
    source, wheels = folder / "django-oscar", folder / "download"
    if (source / PACKAGE).is_dir():
        return source
    say("Fetching django-oscar, pinned by its hash ...")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    pip += ["--only-binary", ":all:", "--require-hashes", "--dest", str(wheels), "-r", str(PINNED)]
    result = subprocess.run(pip, capture_output=True, text=True, check=False)
    found = sorted(wheels.glob("*.whl"))
    if result.returncode or not found:
        reason = (result.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        say(f"The source of django-oscar could not be fetched: {reason}")
        say("The demo needs a package index that pip can reach. Without one, try: skerry decompose examples/bookshop")
        return None
    unpack(found[0], source)
    return source


def unpack(wheel: Path, source: Path) -> None:
    """Unpacks the package, and not what tells pip about it; into place at the end, so that half a tree is never read."""
    part = source.with_name(source.name + ".part")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(part, [name for name in archive.namelist() if _wanted(name)])
    part.replace(source)


def _wanted(name: str) -> bool:
    return name.startswith(f"{PACKAGE}/") and not name.startswith(BUILT)


def step(title: str, command: Sequence[str], most: int | None) -> bool:
    """Runs a command of Skerry as a user would, prints what it says and how long it took; whether it went well."""
    say(f"\n── {title}\n$ skerry {shlex.join(command)}\n")
    started = time.perf_counter()
    width = shutil.get_terminal_size((120, 40)).columns
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": str(width)}
    run = subprocess.run(
        [sys.executable, "-m", "skerry", *command], capture_output=True, text=True, env=env, check=False
    )
    lines = run.stdout.rstrip().splitlines()
    say("\n".join(lines[:most]))
    if most is not None and len(lines) > most:
        say(f"... and {len(lines) - most} more lines")
    if run.returncode and run.stderr.strip():
        say(run.stderr.rstrip())
    say(f"({time.perf_counter() - started:.1f} s)")
    return run.returncode == 0 or (command[0] == "check" and run.returncode == FINDINGS)  # a first model lacks a lot


def processor() -> float:
    """Seconds that the commands have computed so far, whatever else keeps the machine busy."""
    spent = os.times()
    return spent.children_user + spent.children_system


def shown(path: Path) -> str:
    """The path from here, where that is shorter."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def say(text: str) -> None:
    """Prints at once, so that a watcher sees each step begin."""
    try:
        print(text, flush=True)
    except BrokenPipeError:  # `make demo | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
