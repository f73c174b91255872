"""What a problem code means: the catalogues of all floors, found where each keeps its own.

A floor that reports problems declares them in a tuple `CODES` of its module `problems`; nothing has to be registered.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.util import find_spec

import skerry
from skerry.contracts.change import Rule
from skerry.contracts.lint.catalogue import catalogue as rules_of_lint
from skerry.contracts.rules import catalogue as rules_of_changes
from skerry.kernel.problem import Code
from skerry.render.contracts.findings import code
from skerry.render.contracts.lint import code as code_of_lint
from skerry.render.rules import code as code_of_rule
from skerry.rules.catalogue import catalogue as rules_of_check


def catalogue() -> dict[str, tuple[Code, ...]]:
    """The codes of each floor that has any, by floor, in the order of their identifiers."""
    return {floor: tuple(sorted(codes, key=lambda code: code.id)) for floor in _floors() if (codes := _codes(floor))}


def explain(identifier: str) -> Code | None:
    """The code or the rule called `identifier`, in either case; None where there is none."""
    wanted = identifier.strip()
    found = every().get(wanted.upper())
    if found:
        return found
    name = wanted.lower()
    if rule := rules_of_check().get(name):
        return code_of_rule(rule)
    change, lint = rules().get(name), rules_of_lint().get(name)
    return code(change) if change else code_of_lint(lint) if lint else None


def every() -> dict[str, Code]:
    """All codes by identifier."""
    return {code.id: code for codes in catalogue().values() for code in codes}


def rules() -> dict[str, Rule]:
    """The rules of changes between contracts, by identifier."""
    return rules_of_changes()


def _floors() -> list[str]:
    return [found.name for found in pkgutil.iter_modules(skerry.__path__) if found.ispkg]


def _codes(floor: str) -> tuple[Code, ...]:
    name = f"skerry.{floor}.problems"
    if find_spec(name) is None:
        return ()
    codes: tuple[Code, ...] = getattr(import_module(name), "CODES", ())  # render's module of that name draws problems
    return codes
