"""Two services change together.

Why: If every other change of one needs a change of the other, they are one thing in two deployments: the boundary is in the wrong
place, or the contract between them is too thin.

Instead: Look at what the common changes were about. Move that into one of them, or join the two.

When: In the history two services were changed by the same commit at least 10 times, and in more than half of the commits of the one
that changes less. Commits that touch most of the services (a new licence, a formatter) are not counted.

Source: Gall et al., Detection of Logical Coupling Based on Product Release History, ICSM 1998; Taibi et al., Microservices
Anti-Patterns: A Taxonomy, 2020 (wrong cuts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.CODE, Confidence.MEDIUM, spec=("Keep services loosely coupled, highly cohesive",))
_FILES = {
    "compose.yaml": "services:\n  orders: { build: ./orders }\n  stock: { build: ./stock }\n",
    "orders/app.py": "ORDERS = []\n",
    "stock/app.py": "STOCK = []\n",
}
SOUND = {**_FILES, ".history": "orders/app.py\nstock/app.py\n" * 12}
BROKEN = {**_FILES, ".history": "orders/app.py stock/app.py\n" * 12}
FEWEST = 10
SHARE = 0.5


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair."""
    side = case.seen
    if side is None or side.code is None:
        return
    own, both = _counted(side)
    for (one, other), count in sorted(both.items()):
        less = min(own[one], own[other])
        if count >= FEWEST and count > SHARE * less:
            message = f"{one} and {other} were changed together {count} times, of {less} changes of one of them"
            yield Hit((one, other), message, side.at(one), related=((side.at(other), "changed together"),))


def _counted(side: Side) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """In how many commits each service was changed, and each pair of them."""
    folders = {folder: node.name for node in side.services for folder in node.folders if folder}
    own: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    many = max(2, len(side.services) // 2)
    homes = [_home(path, folders) for path in side.code.history.paths] if side.code else []
    for commit in side.code.history.commits if side.code else ():
        touched = {home for at in commit.files if (home := homes[at])}
        if len(touched) <= many:
            own.update(touched)
            both.update(combinations(sorted(touched), 2))
    return own, both


def _home(path: str, folders: dict[str, str]) -> str:
    while path:
        path = path.rpartition("/")[0]
        if path in folders:
            return folders[path]
    return ""
