"""Patches of both kinds, laid over values: strategic merge, in which lists of Kubernetes' own kinds are merged by a key, and JSON Patch.

Sources: Kubernetes, "Update API Objects in Place Using kubectl patch"; the API reference (patch merge keys); RFC 6902, RFC 6901.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from skerry.read.manifests.kubernetes.values import Placed, line_of, mappings, text

DELETED = object()
_KEYS: Mapping[str, tuple[str, ...]] = {
    "containers": ("name",), "initContainers": ("name",), "ephemeralContainers": ("name",), "env": ("name",), "volumes": ("name",),
    "volumeMounts": ("mountPath",), "volumeDevices": ("devicePath",), "imagePullSecrets": ("name",), "hostAliases": ("ip",),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"), "ownerReferences": ("uid",), "conditions": ("type",),
    "ports": ("containerPort", "port", "protocol"), "webhooks": ("name",), "secrets": ("name",), "resourceClaims": ("name",),
}  # fmt: skip
_ADDED = frozenset(["finalizers"])  # lists of texts of which each stands there once
_DIRECTIVE = "$patch"
_DEEPEST = 100


def copied(value: Any, line: int = 0, depth: int = 0) -> Any:
    """A value that can be changed, without directives; with `line`, all of it stands there, since it comes from another file."""
    if isinstance(value, dict) and depth < _DEEPEST:
        made = Placed(line or line_of(value))
        made.lines = {} if line else dict(getattr(value, "lines", {}))
        made.update((key, copied(each, line, depth + 1)) for key, each in value.items() if not key.startswith("$"))
        return made
    if isinstance(value, list):
        rows = (each for each in value if text(each, _DIRECTIVE) != "delete")
        return [
            copied(each, line, depth + 1) for each in rows if not (isinstance(each, dict) and set(each) == {_DIRECTIVE})
        ]
    return value


def strategic(target: Any, patch: Any, by_key: bool, depth: int = 0) -> Any:
    """`patch` over `target`, which is changed; DELETED if nothing is left. `by_key` for kinds whose lists have keys: Kubernetes' own."""
    if not isinstance(patch, dict) or not isinstance(target, dict) or depth > _DEEPEST:
        return copied(patch, line_of(target))
    if patch.get(_DIRECTIVE) == "delete":
        return DELETED
    if patch.get(_DIRECTIVE) == "replace":
        return copied(patch, line_of(target))
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif not key.startswith("$"):
            made = _value(target, key, value, by_key, depth)
            target.pop(key, None) if made is DELETED else target.update({key: made})
    return target


def _value(target: dict[str, Any], key: str, value: Any, by_key: bool, depth: int) -> Any:
    """What a patch makes of one key."""
    if target.get(key) is None:
        return DELETED if _is_deletion(value) else copied(_without_nulls(value), line_of(target))
    if isinstance(value, list) and isinstance(target[key], list):
        return _lists(key, target[key], value, by_key, line_of(target, key), depth)
    return strategic(target[key], value, by_key, depth + 1)


def _is_deletion(value: object) -> bool:
    return isinstance(value, dict) and value.get(_DIRECTIVE) == "delete"


def _without_nulls(value: Any) -> Any:
    return (
        {key: _without_nulls(each) for key, each in value.items() if each is not None}
        if isinstance(value, dict)
        else value
    )


def _lists(key: str, target: list[Any], patch: list[Any], by_key: bool, line: int, depth: int) -> list[Any]:
    if key in _ADDED:
        return [*target, *(each for each in patch if each not in target)]
    keys = [name for name in _KEYS.get(key, ()) if any(name in each for each in mappings({"": patch}, ""))]
    whole = any(isinstance(each, dict) and each.get(_DIRECTIVE) == "replace" for each in patch)
    if not by_key or not keys or whole or not all(isinstance(each, dict) for each in target):
        return [*copied(patch, line)]
    found = list(target)
    fresh = []
    for each in mappings({"": patch}, ""):
        at = next((at for at, old in enumerate(found) if _same(old, each, keys)), -1)
        if at < 0:
            fresh += [] if _is_deletion(each) else [copied(_without_nulls(each), line)]
            continue
        made = strategic(found[at], each, by_key, depth + 1)
        if made is DELETED:
            del found[at]
        else:
            found[at] = made
    return [*fresh, *found]


def _same(one: Mapping[str, Any], other: Mapping[str, Any], keys: Sequence[str]) -> bool:
    """Whether they agree in all keys that both have, and in one at least; TCP is the protocol of what has none."""
    shared = [key for key in keys if key in one and key in other]
    protocols = [text(each, "protocol") or "TCP" for each in (one, other)] if "protocol" in keys else ["", ""]
    real = [key for key in shared if key != "protocol"]
    return bool(real) and protocols[0] == protocols[1] and all(text(one, key) == text(other, key) for key in real)


# -- JSON Patch ----------------------------------------------------------------------------------------------------------


def json_patch(target: Any, operations: Sequence[Mapping[str, Any]]) -> bool:
    """Does these operations on a value, which is changed; whether all of them could be done. Those after one that can't be are not."""
    for each in operations:
        try:
            if not _operated(target, each):
                return False
        except (KeyError, IndexError, ValueError, TypeError):
            return False
    return True


def _operated(target: Any, operation: Mapping[str, Any]) -> bool:
    kind, path = text(operation, "op"), _pointer(text(operation, "path"))
    if kind == "test":
        return bool(_at(target, path) == operation.get("value"))
    if kind in {"move", "copy"}:
        source = _pointer(text(operation, "from"))
        value = copied(_at(target, source))
        if kind == "move":
            _remove(target, source)
        _ensure(target, path)
        _add(target, path, value)
    elif kind == "add":
        _ensure(target, path)
        _add(target, path, operation["value"])
    elif kind == "replace":
        holder = _at(target, path[:-1])  # a key need not be there: kubectl does not ask either
        if isinstance(holder, list):
            holder[_index(holder, path[-1])] = copied(operation["value"])
        else:
            holder[path[-1]] = copied(operation["value"], line_of(holder, path[-1]))
    elif kind == "remove":
        _remove(target, path)
    else:
        return False
    return True


def _pointer(path: str) -> list[str]:
    if not path.startswith("/"):
        raise ValueError(path)
    return [part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/")]


def _at(value: Any, path: Sequence[str]) -> Any:
    for key in path:
        value = value[_index(value, key)] if isinstance(value, list) else value[key]
    return value


def _ensure(target: Any, path: Sequence[str]) -> None:
    """Makes the mappings on the way to what is added, as Kustomize does."""
    for key in path[:-1]:
        if isinstance(target, dict) and target.get(key) is None:
            target[key] = Placed(line_of(target))
        target = target[_index(target, key)] if isinstance(target, list) else target[key]


def _index(held: Sequence[Any], key: str) -> int:
    at = int(key)
    if not 0 <= at < len(held):
        raise IndexError(key)
    return at


def _add(target: Any, path: Sequence[str], value: Any) -> None:
    holder = _at(target, path[:-1])
    if isinstance(holder, list):
        at = len(holder) if path[-1] == "-" else int(path[-1])
        if not 0 <= at <= len(holder):
            raise IndexError(path[-1])
        holder.insert(at, copied(value))
    elif isinstance(holder, dict):
        holder[path[-1]] = copied(value, line_of(holder, path[-1]))
    else:
        raise TypeError(path)


def _remove(target: Any, path: Sequence[str]) -> None:
    holder = _at(target, path[:-1])
    if isinstance(holder, list):
        del holder[_index(holder, path[-1])]
    else:
        del holder[path[-1]]
