"""`python -m benchmarks [NAME …] [--tree PATH …] [--lines N]`: all subjects, or those named, on the trees given or on a made one."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import (
    audit,
    bus,
    checking,
    contracts_diff,
    contracts_lint,
    contracts_truth,
    decompose,
    faces,
    faces_graphql,
    fleets,
    gateway,
    graphql,
    history,
    identity,
    language,
    manifests,
    overheads,
    protobuf,
    reading,
    running,
    sagas,
    service,
    telemetry,
    trust,
    warm,
)
from benchmarks.measure import machine
from benchmarks.trees import made

_ON_TREES = {
    "reading": reading.main,
    "warm": warm.main,
    "history": history.main,
    "decompose": decompose.main,
    "fleets": fleets.main,
}
_ALONE = {
    "language": language.main,
    "manifests": manifests.main,
    "graphql": graphql.main,
    "protobuf": protobuf.main,
    "contracts-diff": contracts_diff.main,
    "contracts-lint": contracts_lint.main,
    "bus": bus.main,
    "faces": faces.main,
    "gateway": gateway.main,
    "faces-graphql": faces_graphql.main,
    "identity": identity.main,
    "telemetry": telemetry.main,
    "sagas": sagas.main,
    "service": service.main,
    "audit": audit.main,
    "overheads": overheads.main,
    "running": running.main,
    "trust": trust.main,
    "checking": checking.main,
    "contracts-truth": contracts_truth.main,
}


def main() -> None:
    """Measure, and say on what machine."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    names = [*_ON_TREES, *_ALONE]
    parser.add_argument("names", nargs="*", choices=[[], *names], metavar="NAME", help=", ".join(names))
    parser.add_argument("--tree", type=Path, action="append", default=[], help="a source tree; again for more of them")
    parser.add_argument("--lines", type=int, default=1_000_000, help="of the tree that is made where none is given")
    chosen = parser.parse_args()
    print(machine(), end="\n\n")
    with tempfile.TemporaryDirectory() as folder:
        wanted = chosen.names or names
        needs = not chosen.tree and any(name in _ON_TREES for name in wanted)
        trees = [path.resolve() for path in chosen.tree] or (
            [made(Path(folder) / "made", chosen.lines)] if needs else []
        )
        for name in wanted:
            print(f"## {name}")
            if name in _ALONE:
                _ALONE[name]()
            else:
                _ON_TREES[name](trees)


if __name__ == "__main__":
    main()
