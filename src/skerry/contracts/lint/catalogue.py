"""All rules: those that the modules of `rules` hold; nothing has to be registered."""

from __future__ import annotations

from functools import cache

from skerry.contracts.lint import rules as families
from skerry.contracts.lint.rule import Rule
from skerry.kernel.registry import modules


@cache
def catalogue() -> dict[str, Rule]:
    """The rules by identifier, in order of it."""
    found = [each for module in modules(families) for each in vars(module).values() if isinstance(each, Rule)]
    return dict(sorted({each.id: each for each in found}.items()))


@cache
def by_family() -> dict[str, tuple[Rule, ...]]:
    """The rules by the first sentence of their module, as reference pages list them."""
    found = {}
    for module in modules(families):
        title = (module.__doc__ or module.__name__).strip().partition("\n")[0].rstrip(".")
        found[title] = tuple(each for each in vars(module).values() if isinstance(each, Rule))
    return {title: each for title, each in found.items() if each}
