"""What changed between two sets of .proto files or descriptor sets, by the rules that people know from `buf breaking`."""

from typing import Any

from skerry.contracts.diff.format import Format
from skerry.kernel.registry import asked_for, later

_RULES = "skerry.contracts.diff.protobuf.rules"
_SUFFIXES = (".proto", ".binpb", ".desc")


def claims(name: str, head: bytes) -> bool:
    """By the name alone: nothing else ends like that."""
    return name.lower().endswith(_SUFFIXES)


FORMAT = Format("protobuf", claims, later("skerry.contracts.diff.protobuf.compare", "compare"), whole=True)

__all__ = ["FORMAT", "RULES", "examples"]


def __getattr__(name: str) -> Any:
    return asked_for(name, {"RULES": _RULES, "examples": _RULES})
