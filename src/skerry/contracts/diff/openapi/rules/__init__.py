"""The rules of what surrounds the schemas of an HTTP API, each with the smallest documents that show it; a module for each family."""

from skerry.contracts.change import Rule
from skerry.contracts.diff.openapi.rules import (
    bodies,
    operations,
    parameters,
    responses,
    security,
    surroundings,
    turned,
)

RULES: tuple[Rule, ...] = (
    *operations.RULES,
    *parameters.RULES,
    *bodies.RULES,
    *responses.RULES,
    *security.RULES,
    *surroundings.RULES,
    *turned.RULES,
)
