"""What `kubectl kustomize` makes of a folder, and what we make of it, in one form that can be compared.

Ours has no prefixes, suffixes and hashes in names and references; they are taken out of kubectl's. The order of lists is not compared.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

import yaml

from skerry.read.manifests import Texts
from skerry.read.manifests.kubernetes.files import Manifests
from skerry.read.manifests.kubernetes.kustomize import Resource
from skerry.read.sources import walk

KUBECTL = shutil.which("kubectl") or ""
_HASH = len("-0123456789")
Comparable = dict[tuple[str, str, str], Any]


def ours(root: Path, folder: str) -> list[Resource]:
    """What we make of the kustomization in a folder."""
    return Texts(walk(root, lambda name, extension: True)).derived(Manifests).built(folder)


def both(root: Path, folder: str) -> tuple[Comparable, Comparable] | str:
    """Ours and kubectl's, by kind, name and namespace; or why kubectl refuses the folder."""
    done = subprocess.run([KUBECTL, "kustomize", str(root / folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr
    theirs = [each for each in yaml.safe_load_all(done.stdout) if each]
    made = ours(root, folder)
    names = {each.full: each.name for each in made if each.kind != "Namespace"}
    for each in theirs:
        name = each["metadata"]["name"]
        for row in made:
            if (
                row.kind == each["kind"] in {"ConfigMap", "Secret"}
                and len(name) == len(row.full) + _HASH
                and name.startswith(row.full)
            ):
                names[name] = row.name
    for row in made:
        if row.kind == "Namespace":
            row.body["metadata"]["name"] = row.full
    return _comparable([row.body for row in made], names), _comparable(theirs, names)


def _comparable(bodies: list[Any], names: dict[str, str]) -> Comparable:
    found = {}
    for each in bodies:
        body = _plain(each, names)
        if body["kind"] == "Secret":
            data = {key: b64decode(value).decode() for key, value in body.pop("data", {}).items()}
            body["data"] = data | body.pop("stringData", {})
            body.pop("type", None)
        about = body["metadata"]
        found[body["kind"], about["name"], about.get("namespace", "")] = body
    return found


def _plain(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return sorted((_plain(each, names) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return "" if value is None else names.get(str(value), str(value))
