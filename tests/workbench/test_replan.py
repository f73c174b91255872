"""A second run beside an edited model: what it fixes, and what differs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skerry.decompose.proposal import Metrics, Placement, Proposal, ProposedService, Reason, Verdict
from skerry.model import System, load_texts
from skerry.workbench.replan import Plan, fixed, plan, text

MODEL = """\
arch: 1
system: shop
contexts: { sales: {}, stock: {} }
external: { old: { code: ["../old/**"] } }
services:
  selling: { context: sales, code: ["old:sales/**", "new/selling/**"] }
  storing: { context: stock, code: ["old:stock/**", "old:sales/shelf.py", "old:gone.py"] }
  past: { context: stock, code: ["old:past/**"] }
migrate: { from: old, 1-all: [selling, storing, past] }
"""


@pytest.fixture
def system() -> System:
    found = load_texts([("m.arch.yaml", MODEL)])
    assert not found.problems
    return found.system


def proposal(services: dict[str, list[str]]) -> Proposal:
    made = tuple(
        ProposedService(name, name, "core", tuple(paths), 1, (), (), (), (), (), (), 1.0, ())
        for name, paths in services.items()
    )
    placements = {
        path: Placement(path, name, "", 0.4, (Reason("names", f"its words are those of {name}", 1.0),))
        for name, paths in services.items()
        for path in paths
    }
    verdict, metrics = Verdict("split", "", (), (), ()), Metrics(2, 0, 0, 0, 0, 0, 0, 0, 0, -1)
    return Proposal("shop", verdict, made, placements, (), (), (), (), (), (), (), metrics, (), ())


def test_the_longest_pattern_says_where_a_file_is(system: System) -> None:
    assert fixed(system, ["sales/a.py", "sales/shelf.py", "new/selling/x.py", "other.py"]) == {
        "sales/a.py": "selling",
        "sales/shelf.py": "storing",
    }


def test_new_files_moves_and_what_is_gone(system: System) -> None:
    orders, items = ["sales/a.py", "sales/b.py", "sales/new/c.py", "fresh.py"], ["stock/d.py", "sales/e.py"]
    found = plan(system, proposal({"orders": orders, "items": items, "mails": ["mail.py"]}))
    assert [(one.service, one.exists, one.paths) for one in found.suggestions] == [
        ("mails", False, ("mail.py",)),
        ("selling", True, ("fresh.py",)),
    ]
    assert [(move.path, move.here, move.there, move.margin) for move in found.moves] == [
        ("sales/e.py", "selling", "storing", 0.4)
    ]
    assert found.gone == ("past",)
    assert found.stale == (("storing", "sales/shelf.py"), ("storing", "gone.py"))


def test_it_reads_as_a_plan(system: System) -> None:
    found = plan(
        system,
        proposal({"orders": ["sales/a.py", "sales/b.py"], "items": ["stock/d.py", "sales/e.py"], "mails": ["mail.py"]}),
    )
    assert text(replace(found, stale=())).splitlines() == [
        "+ 1 file not in the model yet: a new service `mails`",
        "    mail.py",
        "~ sales/e.py: in `selling`, evidence says `storing` (its words are those of items)",
        "- `past`: none of its code is here any more",
    ]


def test_nothing_differs(system: System) -> None:
    found = plan(
        system,
        proposal({"orders": ["sales/a.py"], "items": ["stock/d.py", "sales/shelf.py", "gone.py"], "x": ["past/p.py"]}),
    )
    assert not found and found == Plan()
    assert text(found) == "The model and the evidence agree."
