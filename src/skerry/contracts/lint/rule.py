"""A rule: what it asks of which parts, why, and an example of each outcome. Adding one is adding one function to a family."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity

Check = Callable[[Node, Desk], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`about` says why it matters, `fix` what to do; `sound` and `broken` are the smallest documents that show it, as `file`.

    It is shown parts of the kinds `on`: with `keys`, only those where one of these keywords stands (`type=number`: with this
    value; `type=`: with one that no other rule names); with `last`, after all else has been seen.
    """

    id: str
    title: str
    level: Severity
    on: tuple[Kind, ...]
    about: str
    fix: str
    check: Check
    sound: str
    broken: str
    keys: tuple[str, ...] = ()
    last: bool = False
    persona: Persona = Persona.REGULAR
    file: str = "api.yaml"


def rule(
    identifier: str,
    title: str,
    *on: Kind,
    level: Severity = Severity.WARNING,
    about: str,
    fix: str,
    sound: str,
    broken: str,
    keys: tuple[str, ...] = (),
    last: bool = False,
    persona: Persona = Persona.REGULAR,
    file: str = "api.yaml",
) -> Callable[[Check], Rule]:
    """Makes a rule of the function below it."""

    def made(check: Check) -> Rule:
        return Rule(identifier, title, level, on, about, fix, check, sound, broken, keys, last, persona, file)

    return made
