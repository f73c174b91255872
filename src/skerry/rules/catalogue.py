"""All rules: the modules of the families, which are the folders that say `FAMILY`, and what entry points of `skerry.rules` add."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from skerry import rules
from skerry.kernel.registry import modules, others
from skerry.rules.rule import Rule, rule_of

GROUP = "skerry.rules"
OTHERS = "Rules of others"


@cache
def families() -> dict[str, ModuleType]:
    """The families of ours by name, in the order in which their folders want to be read."""
    found = [
        import_module(f"{rules.__name__}.{each.name}") for each in pkgutil.iter_modules(rules.__path__) if each.ispkg
    ]
    named = {module.FAMILY: module for module in found if hasattr(module, "FAMILY")}
    return dict(sorted(named.items(), key=lambda item: (item[1].ORDER, item[0])))


@cache
def by_family() -> dict[str, tuple[Rule, ...]]:
    """The rules of each family, by identifier."""
    found = {name: [rule_of(module, name) for module in modules(folder)] for name, folder in families().items()}
    foreign = [rule_of(module, OTHERS) for module in others(GROUP)]
    return {name: tuple(each) for name, each in ({**found, OTHERS: foreign} if foreign else found).items()}


@cache
def catalogue() -> dict[str, Rule]:
    """The rules by identifier, in order of it. Of two with one name the first counts: nobody takes a rule of ours away."""
    found: dict[str, Rule] = {}
    for each in (rule for family in by_family().values() for rule in family):
        found.setdefault(each.id, each)
    return dict(sorted(found.items()))
