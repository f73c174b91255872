"""What is no code but says something of a system: schemas, mappings, manifests. One shape for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from posixpath import basename

import msgspec
from msgspec.structs import replace

from skerry.facts.kinds import AnyFact
from skerry.read.declarations import Declarations
from skerry.read.outline import Head, Note, Scope


class Bound(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A fact about a member of a class that code declares: `owner` as the document names it."""

    owner: str
    member: str
    fact: AnyFact


class Sheet(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one document says. It depends on the document's bytes alone, so it is remembered by them.

    `scopes` become units (models, procedures); the `unit` of a fact, and the `target` of its columns, is the index of a scope, -1 being
    the file; `bound` is what can only be placed once all code is known.
    """

    scopes: tuple[Scope, ...] = ()
    facts: tuple[AnyFact, ...] = ()
    bound: tuple[Bound, ...] = ()
    notes: tuple[Note, ...] = ()


def placed(declarations: Declarations, file: int, sheet: Sheet) -> Iterator[AnyFact]:
    """The facts of a sheet in the units of the tree; what is bound to a class or member that is not there is left out."""
    first = declarations.files[file].first
    for fact in sheet.facts:
        yield replace(fact, unit=first + 1 + fact.unit)
    for bound in sheet.bound:
        owner = _declared(declarations, bound.owner)
        member = declarations.member(owner, bound.member) if owner >= 0 else -1
        if member >= 0:
            yield replace(bound.fact, unit=member)


def _declared(declarations: Declarations, name: str) -> int:
    """The type with this full name, interfaces too; -1 for none."""
    package, _, last = name.rpartition(".")
    for unit in declarations.types_named(last):
        if declarations.files[declarations.file_index[unit]].head.package == package:
            return unit
    return -1


Place = Callable[[Declarations, int, Sheet], Iterable[AnyFact]]


@dataclass(frozen=True)
class Document:
    """One kind of document. `name` stands as language in its units.

    It is known by extension or by file name, and `claims` looks at the bytes where that is not enough (an XML file may be anything);
    `read` gets the path and the bytes as UTF-8; `place` puts its facts where they belong in the tree.
    """

    name: str
    read: Callable[[str, bytes], Sheet]
    extensions: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    claims: Callable[[str, bytes], bool] = lambda path, source: True
    place: Place = placed

    def may_claim(self, path: str, extension: str) -> bool:
        """Whether a file's name fits."""
        return extension in self.extensions or basename(path) in self.names


def head_of(sheet: Sheet) -> Head:
    """The half that other files may refer to."""
    return Head("", (), sheet.scopes, ())
