"""How long `skerry check` takes: a model of 1,000 services, and a fleet of 100,000 lines of code that was read before.

Run: python -m benchmarks checking. Aims: 1 s and 3 s. Beside them what nothing can be faster than: the start of Python, and loading the
model.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.language import model
from benchmarks.made_fleet import made_fleet
from benchmarks.measure import PYTHON, Usage, run, table

SERVICES, LINES = 1_000, 100_000
AIM_MODEL, AIM_FLEET = 1.0, 3.0
ROUNDS = 3


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "large.arch.yaml"
        text.write_text(model(SERVICES))
        fleet = made_fleet(Path(folder) / "fleet", 40, LINES)
        environment = {"SKERRY_CACHE": str(Path(folder) / "cache")}
        skerry = [PYTHON, "-m", "skerry"]
        _asked([*skerry, "check", "--on", str(fleet), "--format", "json"], environment)
        rows = [
            ("start of Python", _least([PYTHON, "-c", "pass"], environment), 0.0),
            ("load a model of 1,000 services", _least([*skerry, "fmt", "--check", str(text)], environment), 0.0),
            ("check it", _least([*skerry, "check", str(text), "--format", "json"], environment), AIM_MODEL),
            ("check 100,000 lines, warm", _least([*skerry, "check", "--on", str(fleet), "--format", "json"], environment), AIM_FLEET),
        ]  # fmt: skip
        cells = [[name, f"{used.wall:.2f}", f"{used.cpu:.2f}", _verdict(used, aim)] for name, used, aim in rows]
        print(table(["what", "wall s", "CPU s", "aim"], cells))


def _asked(command: list[str], environment: dict[str, str]) -> Usage:
    """A run whose findings are no failure: status 1 says that there are some."""
    return run(["sh", "-c", '"$@"; test $? -lt 2', "sh", *command], environment)


def _least(command: list[str], environment: dict[str, str]) -> Usage:
    return min((_asked(command, environment) for _ in range(ROUNDS)), key=lambda used: used.wall)


def _verdict(used: Usage, aim: float) -> str:
    return f"{aim:g} s {'ok' if used.wall <= aim else 'missed'}" if aim else ""


if __name__ == "__main__":
    main()
