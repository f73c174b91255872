"""The whole way from a folder to a FactGraph: walk, outline, declare, link, put together.

Outlines and links are made file by file, on all processors, and remembered; only the tables of declarations need the whole tree.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import msgspec

from skerry.facts.graph import FactGraph, Skipped
from skerry.facts.history import History
from skerry.facts.kinds import AnyFact
from skerry.facts.references import References
from skerry.kernel.event import Listener, Progressed, silent
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.read import cache, documents, history, problems
from skerry.read.cache import Entry, Memory
from skerry.read.compose import compose
from skerry.read.declarations import Declarations, FileHead
from skerry.read.described import without_repetition
from skerry.read.entries import entry
from skerry.read.languages import BY_EXTENSION
from skerry.read.link import Linked
from skerry.read.outline import Head
from skerry.read.places import PACKAGE, Places
from skerry.read.relink import relink
from skerry.read.roots import aliases, is_manifest
from skerry.read.sources import SourceFile, SourceTree, text_of, walk
from skerry.read.workers import each

_HEAD = msgspec.msgpack.Decoder(Head)

_CODES = {code.id: code for code in problems.CODES}
_WHY_LEFT_OUT = {
    problems.NOT_TEXT.id: "binary",
    problems.TOO_DEEP.id: "nested too deeply",
    problems.MINIFIED.id: "minified",
    problems.NO_PERMISSION.id: "not readable",
}


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`remember` uses the cache; `tests` reads test code too; `history` asks git; `listener` is told of progress."""

    remember: bool = True
    history: bool = True
    tests: bool = False
    listener: Listener = silent


def read(root: Path, options: ReadOptions = ReadOptions()) -> FactGraph:
    """The facts of a source tree. Whatever can't be read is among the graph's problems; nothing is raised for bad input."""
    with uncollected():
        log = (
            history.start(root, options.remember) if options.history and root.is_dir() else None
        )  # git works meanwhile
        tree = walk(root, lambda name, extension: is_read(name, extension) or is_manifest(name))
        known = cache.load(root) if options.remember else Memory({}, {})
        remembered = _outlines(tree, known.entries, options)
        entries = [found for found in remembered if found.language]
        declarations = _declarations(entries, _aliases(tree))
        linked, tables = relink(entries, known, declarations, options.listener)
        if options.remember:
            cache.save(root, remembered, tables)
        past = log.finish() if log is not None else History()
        tree.problems += log.problems if log is not None else []
        return _graph(tree, entries, declarations, linked, past)


# -- outlines ----------------------------------------------------------------------------------------------------------


def _outlines(tree: SourceTree, known: dict[str, Entry], options: ReadOptions) -> list[Entry]:
    """One entry a file, from memory where the file has not changed."""
    wanted = [f for f in tree.files if _is_read(f) and (options.tests or f.role != "test")]
    fresh = [f for f in wanted if not _same(f, known.get(f.path))]
    jobs = [(str(tree.root), f) for f in fresh]
    made: dict[str, Entry] = {}
    for n, found in enumerate(each(entry, jobs)):
        options.listener(Progressed("reading", n + 1, len(fresh)))
        made[found.path] = found
    entries = [made.get(f.path) or known[f.path] for f in wanted]
    for found in entries:
        _note(tree, found)
    return entries


def _is_read(file: SourceFile) -> bool:
    return is_read(file.path.rpartition("/")[2], file.extension)


def is_read(name: str, extension: str) -> bool:
    """Whether a file of this name may hold facts: code or a document."""
    return extension in BY_EXTENSION or extension in documents.EXTENSIONS or name in documents.NAMES


def _same(file: SourceFile, remembered: Entry | None) -> bool:
    if remembered is None or any(note.code == problems.NO_PERMISSION.id for note in remembered.notes):
        return False
    return (remembered.size, remembered.stamp, remembered.role) == (file.size, file.stamp, file.role)


def _note(tree: SourceTree, found: Entry) -> None:
    """Report what was noted of a file, in this run or in the one that read it."""
    for note in found.notes:
        tree.problems.append(Problem(_CODES[note.code], note.what, Span(found.path, note.line)))
        if not found.language:
            tree.skipped.append(Skipped(found.path, _WHY_LEFT_OUT.get(note.code, note.what)))


# -- links -------------------------------------------------------------------------------------------------------------


def _aliases(tree: SourceTree) -> dict[str, str]:
    """What the build files say of where imports lead."""
    found = {}
    for file in tree.files:
        if is_manifest(file.path):
            text = text_of(tree, file)
            if text is not None:
                found[file.path] = text.decode()
    own = {f"{PACKAGE}{tree.root.resolve().name}": ""} if (tree.root / "__init__.py").is_file() else {}
    return aliases(found) | own


def _declarations(entries: list[Entry], roots: dict[str, str]) -> Declarations:
    files, first = [], 0
    for found in entries:
        head = _HEAD.decode(found.head)
        role = "generated" if found.generated else found.role
        files.append(FileHead(found.path, found.language, role, found.lines, head, first))
        first += 1 + len(head.scopes)
    return Declarations(files, Places({f.path: f.head.package for f in files}, roots))


def _graph(
    tree: SourceTree, entries: list[Entry], declarations: Declarations, linked: list[Linked], past: History
) -> FactGraph:
    references, facts = References(), list[AnyFact]()
    for result in linked:
        flat = array("I")
        flat.frombytes(result.references)
        references.add_flat(flat)
        facts += result.facts
    if not entries and not any(p.code is problems.NO_SUCH_PATH for p in tree.problems):
        tree.problem(problems.EMPTY, str(tree.root), "nothing in a language that is read")
    lines = {found.path: found.lines for found in entries}
    return FactGraph(
        str(tree.root), tuple(declarations.units), references,
        tuple(without_repetition(declarations.units, compose(declarations.units, facts))), past,
        tuple(sorted(tree.problems, key=lambda p: (p.span, p.code.id))), tuple(tree.skipped), lines,
        {found.path: result.words for found, result in zip(entries, linked, strict=True)}, frozenset(documents.BY_NAME),
    )  # fmt: skip
