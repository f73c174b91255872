"""Which role may do what (RBAC): Casbin decides, and each decision is kept, since the policy of a process never changes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from casbin import Enforcer
from casbin.model import Model

_MODEL = """
[request_definition]
r = role, operation
[policy_definition]
p = role, operation
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.role == p.role && r.operation == p.operation
"""


class Roles:
    """Decides by pairs of a role and what it may do; what is not among them is refused."""

    def __init__(self, granted: Iterable[tuple[str, str]]) -> None:
        several = sorted(set(granted))
        model = Model()
        model.load_model_from_text(_MODEL)
        self._enforcer = Enforcer(model)
        if several:
            self._enforcer.add_policies(several)
        self._named = frozenset(role for role, _ in several)
        self._decided = cache(self._decide)

    def may(self, roles: Iterable[str], operation: str) -> bool:
        """Whether one of these roles may do it."""
        return any(self._decided(role, operation) for role in roles if role in self._named)

    def _decide(self, role: str, operation: str) -> bool:
        return bool(self._enforcer.enforce(role, operation))
