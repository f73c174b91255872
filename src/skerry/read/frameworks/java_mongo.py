"""MongoDB's Java driver: reads and writes of collections by the name that they are fetched under."""

from __future__ import annotations

from collections.abc import Iterable

from skerry.facts.kinds import Access
from skerry.kernel.words import split
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import pieces
from skerry.read.frameworks._view import Framework, View

_NAME = "java_mongo"
_WRITES = frozenset({"insert", "update", "delete", "replace", "bulk", "drop", "create", "save", "remove"})
_CHANGES = frozenset({"findOneAndUpdate", "findOneAndReplace", "findOneAndDelete"})


def facts(view: View) -> Iterable[Access]:
    """Accesses of the file. Which collection a variable holds is told by its name, or by there being only one."""
    fetched = [text(view, next(iter(pieces(call.args)), ""), call.scope) for call in view.calls_to("getCollection")]
    names = {name.lower(): name for name in fetched if name}
    for call in view.body.calls if names else ():
        held = call.receiver.removeprefix("this.")
        if held.isidentifier() and "MongoCollection" in view.type_of(call.receiver, call.scope):
            table = names.get(held.lower()) or (next(iter(names.values())) if len(names) == 1 else "")
            if table:
                first = next(iter(split(call.name)), "")
                mode = "write" if first in _WRITES or call.name in _CHANGES else "read"
                yield Access(
                    unit=view.unit(call.scope), line=call.line, reader=_NAME, strength=0.8, mode=mode, table=table
                )


FRAMEWORK = Framework(_NAME, frozenset({"java"}), ("com.mongodb",), facts)
