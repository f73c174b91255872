"""A service that no pipeline delivers.

Why: What is built and tested by hand is delivered rarely and differently each time; with many services nobody can keep up.

Instead: Give each service a pipeline of its own that builds, tests and delivers it when its folder changes, and nothing else.

When: No pipeline (GitHub Actions, GitLab, Jenkins, Azure, CircleCI, Tekton …) mentions the path of a service. Where the repository has
no pipeline at all, or none for most services, it is one finding for the whole fleet. Where the sources are not there it is unknown.

Source: Specification, best practices of deployment (deploy services independently); Tighilt et al., On the Study of Microservices
Antipatterns, EuroPLoP 2020 (no CI/CD).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.gathering import gathered
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.CODE, spec=("Deploy services independently",))
SOUND = {
    "compose.yaml": """\
services:
  orders: { build: ./orders }
  stock: { build: ./stock }
""",
    "orders/app.py": """\
ORDERS = []
""",
    "stock/app.py": """\
STOCK = []
""",
    ".github/workflows/orders.yml": """\
on: { push: { paths: ['orders/**'] } }
jobs: { build: { steps: [{ run: make -C orders }] } }
""",
    ".github/workflows/stock.yml": """\
on: { push: { paths: ['stock/**'] } }
jobs: { build: { steps: [{ run: make -C stock }] } }
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  orders: { build: ./orders }
  stock: { build: ./stock }
""",
    "orders/app.py": """\
ORDERS = []
""",
    "stock/app.py": """\
STOCK = []
""",
}


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service, or for all of them."""
    side = case.seen
    if side is None:
        return
    known = [node for node in side.services if not side.silent(node.name) and not side.aside(node)]
    yield from (Unknown((node.name,)) for node in side.services if side.silent(node.name))
    without = [node for node in known if not side.fleet.has(node.name, "delivered-by-ci")]
    if len(without) == len(known) > 1:
        yield Hit(("fleet",), f"no pipeline delivers any of the {len(known)} services", side.whole)
        return
    hits = [Hit((node.name,), f"no pipeline delivers {node.name}", side.at(node)) for node in without]
    yield from gathered(side, hits, len(known), "no pipeline delivers {}")
