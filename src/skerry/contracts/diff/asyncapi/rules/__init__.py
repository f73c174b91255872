"""The rules of what surrounds the schemas of an AsyncAPI document, each with the smallest document that shows it."""

from collections.abc import Iterator
from types import ModuleType

from skerry.contracts.change import Rule
from skerry.contracts.diff.asyncapi.rules import bindings, channels, document, messages, operations, security, servers


def _held(module: ModuleType) -> Iterator[Rule]:
    """The rules that a module writes down, in its order; those that differ by direction or area stand in dictionaries."""
    for name, value in vars(module).items():
        if name.isupper() and not name.startswith("_"):
            yield from (
                each for each in (value.values() if isinstance(value, dict) else (value,)) if isinstance(each, Rule)
            )


RULES: tuple[Rule, ...] = tuple(
    rule for module in (document, servers, channels, messages, operations, security, bindings) for rule in _held(module)
)
