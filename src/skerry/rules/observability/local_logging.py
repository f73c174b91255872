"""A log that stays where it was written.

Why: A container's files go with it. With ten services on ten machines nobody reads ten files, least of all while something is on fire.

Instead: Write to the standard output, structured and with the trace's id, and let the platform collect it.

When: A service writes its log to a file, and nothing ships that file.

Source: Specification, best practices of observability (centralized logging); Tighilt et al., EuroPLoP 2020 (local logging); The
Twelve-Factor App, XI.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.CODE, spec=("Centralized logging (ELK, Loki)",))
SOUND = {
    "compose.yaml": """\
services:
  orders: { build: ./orders }
""",
    "orders/app.py": """\
import logging

logging.basicConfig(level=logging.INFO)
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  orders: { build: ./orders }
""",
    "orders/app.py": """\
import logging

logging.basicConfig(filename="/var/log/orders.log")
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    side = case.seen
    for node in side.services if side else ():
        assert side is not None
        files = list(side.fleet.traits_of(node.name, "logs-to-file"))
        if files and not side.fleet.has(node.name, "ships-logs"):
            yield Hit((node.name,), f"{node.name} logs to a file that nobody collects", side.at(files[0]))
