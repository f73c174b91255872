"""The schemas that are known, by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jsonschema_rs

from skerry.formats.kubernetes.schemas.builtin import Builtin
from skerry.kernel.problem import Problem

_DRAFT = jsonschema_rs.Draft4  # OpenAPI 3.0, in which a CRD is written, has `exclusiveMinimum: true`


@dataclass(frozen=True, eq=False)
class Custom:
    """The schema of one version of a kind that is not built in. `structural` as a CRD has it: with CEL rules and defaults; {} for none.

    `plain` is what a JSON Schema validator can hold an object to: unknown fields are refused.
    """

    plain: dict[str, Any]
    structural: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def validator(self) -> Any:
        """Compiled when the first object of the kind is seen."""
        return jsonschema_rs.validator_for(self.plain, validate_formats=False) if not self.structural else (
            jsonschema_rs.Draft4Validator(self.plain, validate_formats=False)
        )  # fmt: skip


@dataclass(frozen=True)
class Schemas:
    """`custom` by API version (`gateway.networking.k8s.io/v1`) and kind; `problems` are those of the files that were to hold schemas.

    `builtin` is None where the extra `kubernetes` is not installed: then no built-in kind is held to its schema.
    """

    builtin: Builtin | None = None
    custom: Mapping[tuple[str, str], Custom] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @cached_property
    def served(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Versions of each kind that is not built in, by group and kind."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for api, kind in self.custom:
            group, _, version = api.rpartition("/")
            found[group, kind] = (*found.get((group, kind), ()), version)
        return found
