"""A monolith in many processes.

Why: The services can only be changed, released and run together, so all the price of a distributed system is paid, and none of
what it buys is had.

Instead: Mend the reasons that are named, one by one, beginning with shared data; where services always change together, put them
back together.

When: At least 3 of these hold: four of five interactions wait for an answer, in chains of 3 and more; a circle of calls; a
database that several services use; more than 30% of commits that touch services touch two and more; a library of the repository
in at least half of the services; half of them wait for others to start; a propagation cost above 35%. A system has at least 4
services.

Source: Newman, Building Microservices, 2nd edition, 2021, ch. 1; Taibi and Lenarduzzi, IEEE Software 35(3), 2018, for the single
signs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import counted
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.sharing import shared
from skerry.rules.side import Side

if TYPE_CHECKING:
    from skerry.facts.graph import FactGraph  # which brings numpy

ABOUT = About(
    Severity.ERROR, Needs.FLEET, Confidence.MEDIUM, spec=("Distributed monolith", "Deploy services independently")
)
LEAST_SERVICES, LEAST_SIGNS = 4, 3
RECENT = 200  # commits
_CHAIN = "".join(f"  s{n}-service: {{ context: sales, calls: [s{n + 1}-service]@ }}\n" for n in range(1, 4))
_MODEL = f"contexts: {{ sales: {{}} }}\nservices:\n{_CHAIN}  s4-service: {{ context: sales@ }}\n"
BROKEN = _MODEL.replace("@", ", stores: { main: { postgres: shop } }")
SOUND = _MODEL.replace("@", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for a system, with all its reasons."""
    for side in case.sides:
        found = list(signs(side)) if len(side.services) >= LEAST_SERVICES else []
        if len(found) >= LEAST_SIGNS:
            yield Hit(
                ("system",), f"{counted(len(side.services), 'service')} that are one: {'; '.join(found)}", side.whole
            )


def signs(side: Side) -> Iterator[str]:
    """What speaks for it, a phrase each."""
    events = len({(channel.node, channel.topic) for channel in side.fleet.channels if channel.direction == "receive"})
    waits = len(side.inner)
    depth = max((len(way) - 1 for way in side.ways.values()), default=0)
    if waits > 0.8 * (waits + events) and depth >= 3:
        yield f"{waits} of {waits + events} interactions wait for an answer, up to {depth} in a row"
    if around := side.circles:
        yield f"{counted(len(around), 'circle')} of calls"
    if places := shared(side):
        yield f"{counted(len({name for users in places.values() for name in users}), 'service')} on shared databases"
    if (share := together(side)) > 0.3:
        yield f"{share:.0%} of commits touch several services"
    if (order := _order(side)) >= 0.5 * len(side.services):
        yield f"{order} wait for others to start"
    library, users = _library(side)
    if users >= 0.5 * len(side.services):
        yield f"{users} services are built with {library}"
    if (cost := side.coupling) > 0.35:
        yield f"{cost:.0%} of all pairs depend on one another"


def together(side: Side) -> float:
    """The share of the latest commits to services that touch two and more of them; 0 where there is no history of 20 such commits."""
    if side.code is None:
        return 0.0
    homes = _homes(side, side.code)
    seen = both = 0
    for commit in side.code.history.commits:
        services = {homes[file] for file in commit.files if file in homes}
        seen += bool(services)
        both += len(services) > 1
        if seen == RECENT:
            break
    return both / seen if seen >= 20 else 0.0


def _homes(side: Side, code: FactGraph) -> dict[int, str]:
    """For each path of the history the service in whose folder it is."""
    owner = {folder: node.name for node in side.services for folder in node.folders if folder not in {"", "."}}
    found: dict[int, str] = {}
    for at, path in enumerate(code.history.paths):
        home = next((owner[str(parent)] for parent in PurePosixPath(path).parents if str(parent) in owner), None)
        if home:
            found[at] = home
    return found


def _library(side: Side) -> tuple[str, int]:
    used = Counter(
        library
        for _, library in {(trait.node, trait.value) for trait in side.fleet.traits if trait.name == "shares-library"}
    )
    return used.most_common(1)[0] if used else ("", 0)


def _order(side: Side) -> int:
    """How many services of ours wait for another one before they start."""
    ours = {node.name for node in side.services}
    return len(
        {
            edge.source
            for edge in side.fleet.edges
            if edge.source in ours
            and edge.target in ours
            and any(each.reader == "depends_on" for each in edge.evidence)
        }
    )
