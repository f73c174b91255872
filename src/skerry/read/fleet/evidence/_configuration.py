"""All configuration of a node: the files beside its code, and what a configuration server has for it."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.evidence._jvm import Jvm
from skerry.read.fleet.ground import Ground
from skerry.read.manifests import Setting


def configuration(ground: Ground, node: str) -> Iterator[Setting]:
    """Key by key, as written; the node's own before what is given to all clients of a configuration server."""
    beside = ground.configured(node)
    yield from beside
    module = ground.derived(Jvm).modules.get(node)
    seen = {setting.witness.path for setting in beside}
    for each in (*module.own, *module.shared) if module is not None else ():
        if each.path not in seen:
            witness = Witness(each.path, each.line, "config", f"{each.written}={each.value}"[:120])
            yield Setting(each.written, each.value, witness, "file")
