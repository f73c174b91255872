"""The schemas of the kinds that every cluster has, from the package `kubernetes-validate` (the extra `kubernetes`).

Only its data are taken, never its code: that compiles each schema again for each document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec

_PACKAGE = "kubernetes_validate"
_FOLDER = "kubernetes-json-schema"
_STRICT = re.compile(r"v(\d+)\.(\d+)\.\d+-local-strict")
_FILE = "_definitions.json"
_AT = "urn:kubernetes"
_KINDS = "x-kubernetes-group-version-kind"


@dataclass(frozen=True, eq=False)
class Builtin:
    """The definitions of one version of Kubernetes, `1.37`."""

    version: str
    definitions: dict[str, Any]

    @cached_property
    def kinds(self) -> dict[tuple[str, str], str]:
        """Names of definitions by API version (`apps/v1`) and kind."""
        found = {}
        for name, schema in self.definitions.items():
            said = schema.get(_KINDS, ())
            for each in said if len(said) == 1 else ():  # `DeleteOptions` and their like are of every group
                group, version = each["group"], each["version"]
                found[f"{group}/{version}" if group else version, each["kind"]] = name
        return found

    @cached_property
    def served(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Versions of each kind, by group and kind."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for api, kind in self.kinds:
            group, _, version = api.rpartition("/")
            found[group, kind] = (*found.get((group, kind), ()), version)
        return found

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups that are Kubernetes' own: what is asked of them in a kind or version that is not there, no CRD adds."""
        return frozenset(group for group, _ in self.served)

    def schema(self, api: str, kind: str) -> dict[str, Any] | None:
        """The schema of a kind; its references lead into `definitions`."""
        name = self.kinds.get((api, kind))
        found: dict[str, Any] | None = self.definitions.get(name) if name else None
        return found

    def resolve(self, schema: Any) -> Any:
        """What a schema's `$ref` leads to."""
        for _ in range(10):
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if not isinstance(reference, str):
                break
            schema = self.definitions.get(reference.rpartition("/")[2], {})
        return schema

    @cached_property
    def _registry(self) -> Any:
        return jsonschema_rs.Registry([(_AT, {"$defs": self.definitions})], draft=jsonschema_rs.Draft202012)

    @cached_property
    def _validators(self) -> dict[str, Any]:
        return {}

    def validator(self, api: str, kind: str) -> Any:
        """A compiled schema, made when the first object of the kind is seen; None for a kind that is not built in."""
        name = self.kinds.get((api, kind))
        if name is None:
            return None
        if name not in self._validators:
            asked = {"$ref": f"{_AT}#/$defs/{name}"}
            made = jsonschema_rs.Draft202012Validator(asked, registry=self._registry, validate_formats=False)
            self._validators[name] = made
        return self._validators[name]


def versions() -> dict[str, Path]:
    """The versions of Kubernetes whose schemas are installed, oldest first, with their files; none without the extra."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.origin:
        return {}
    folder = Path(spec.origin).parent / _FOLDER
    found = [(named, each) for each in folder.glob("v*") if (named := _STRICT.fullmatch(each.name))]
    found.sort(key=lambda row: (int(row[0][1]), int(row[0][2])))
    return {f"{named[1]}.{named[2]}": each / _FILE for named, each in found}


@cache
def builtin(version: str = "") -> Builtin | None:
    """The schemas of a version, of the newest one for ''; None where it is not installed."""
    known = versions()
    chosen = version or (list(known)[-1] if known else "")
    if chosen not in known:
        return None
    try:
        return Builtin(chosen, msgspec.json.decode(known[chosen].read_bytes())["$defs"])
    except (OSError, msgspec.DecodeError, KeyError):
        return None
