"""GraphQL: two releases of GitHub's schema (1.2 MB each) compared, beside graphql-inspector and graphql-core in the same run.

Needs npm for the schemas and for graphql-inspector; says so and measures nothing where they cannot be fetched.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import table

RELEASES = (("15.0.0", "15.26.1"), ("15.26.0", "15.26.1"), ("15.26.1", "15.26.1"))
TOOLS = ("@graphql-inspector/core@8.0.0", "graphql@16.11.0")
_OURS = """
import json, sys, time
start = time.perf_counter()
from pathlib import Path
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.graphql import FORMAT
from skerry.formats.bundle import of_file
loaded = time.perf_counter()
found = FORMAT.compare(*(of_file(Path(path)) for path in sys.argv[1:3]), Options())
done = time.perf_counter()
breaking = sum(change.level == "breaking" for change in found.changes)
print(json.dumps({"import": loaded - start, "all": done - loaded, "changes": len(found.changes), "breaking": breaking}))
"""
_CORE = """
import json, sys, time
from pathlib import Path
from graphql import build_ast_schema, parse
from graphql.utilities import find_breaking_changes, find_dangerous_changes
start = time.perf_counter()
before, after = (build_ast_schema(parse(Path(path).read_text()), assume_valid=True, assume_valid_sdl=True) for path in sys.argv[1:3])
breaking, dangerous = find_breaking_changes(before, after), find_dangerous_changes(before, after)
all_ = time.perf_counter() - start
print(json.dumps({"all": all_, "changes": len(breaking) + len(dangerous), "breaking": len(breaking)}))
"""


def main() -> None:
    """A row for each pair of releases and tool; wall time of the work, without the start of the process."""
    if not shutil.which("npm") or not shutil.which("node"):
        print("graphql: needs npm and node, for GitHub's schemas and graphql-inspector; not measured")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            schemas = {release: _schema(folder, release) for release in dict.fromkeys(sum(RELEASES, ()))}
            _install(folder / "tools", *TOOLS)
        except subprocess.CalledProcessError as error:
            print(f"graphql: npm cannot fetch what this needs ({(error.stderr or '').strip()[-120:]}); not measured")
            return
        rows = [row for pair in RELEASES for row in _rows(folder, pair, schemas)]
    print(table(("GitHub's schema", "tool", "seconds", "changes", "breaking"), rows), end="\n\n")


def _rows(folder: Path, pair: tuple[str, str], schemas: dict[str, Path]) -> list[tuple[str, ...]]:
    paths = [str(schemas[release]) for release in pair]
    script = Path(__file__).with_suffix(".mjs")
    inspector = _best(["node", str(script), str(folder / "tools"), *paths])
    inspector["all"] = (inspector["build"] + inspector["diff"]) / 1000
    found = {
        "skerry": _best([sys.executable, "-c", _OURS, *paths]),
        "graphql-inspector": inspector,
        "graphql-core": _best([sys.executable, "-c", _CORE, *paths]),
    }
    return [
        (" -> ".join(pair), tool, f"{each['all']:.2f}", f"{each['changes']:.0f}", f"{each['breaking']:.0f}")
        for tool, each in found.items()
    ]


def _best(command: list[str], times: int = 3) -> dict[str, float]:
    """The quickest of some runs: the least disturbed one."""
    runs = []
    for _ in range(times):
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        found: dict[str, float] = json.loads(run.stdout)
        runs.append(found)
    return min(runs, key=lambda each: each.get("all", 0) or each["build"] + each["diff"])


def _schema(folder: Path, release: str) -> Path:
    _install(folder / release, f"@octokit/graphql-schema@{release}")
    return folder / release / "node_modules" / "@octokit" / "graphql-schema" / "schema.graphql"


def _install(folder: Path, *packages: str) -> None:
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *packages]
    subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
