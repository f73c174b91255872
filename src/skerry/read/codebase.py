"""The whole way from a folder to a FactGraph: walk, outline, declare, link, put together.

Outlines and links are made file by file, on all processors, and remembered; only the table of declarations needs the whole tree.
"""

from __future__ import annotations

import gc
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

from skerry.facts.graph import FactGraph
from skerry.facts.history import History
from skerry.facts.kinds import AnyFact
from skerry.facts.references import References
from skerry.kernel.event import Listener, Progressed, silent
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.read import cache, problems
from skerry.read.cache import Entry
from skerry.read.declarations import Declarations, FileHead
from skerry.read.frameworks import at_work
from skerry.read.languages import BY_EXTENSION
from skerry.read.link import Linked, link
from skerry.read.merge import merged
from skerry.read.outline import Body, Head, Outline
from skerry.read.places import Places
from skerry.read.roots import aliases, is_manifest
from skerry.read.sources import SourceFile, SourceTree, as_utf8, text_of, walk
from skerry.read.workers import each

_BODY = msgspec.msgpack.Decoder(Body)
_HEAD = msgspec.msgpack.Decoder(Head)
_LINKED = msgspec.msgpack.Decoder(Linked)
_ENCODE = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`remember` uses the cache; `tests` reads test code too; `listener` is told of progress."""

    remember: bool = True
    tests: bool = False
    listener: Listener = silent


def read(root: Path, options: ReadOptions = ReadOptions()) -> FactGraph:
    """The facts of a source tree. Whatever can't be read is among the graph's problems; nothing is raised for bad input."""
    with _no_collection():
        tree = walk(root, lambda name, extension: extension in BY_EXTENSION or is_manifest(name))
        known = cache.load(root) if options.remember else {}
        entries = _outlines(tree, known, options)
        declarations = _declarations(entries, _aliases(tree))
        linked = _links(entries, declarations, options)
        if options.remember:
            cache.save(root, entries)
        return _graph(tree, entries, declarations, linked)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of small values are made and none is garbage: looking for cycles among them would double the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


# -- outlines ----------------------------------------------------------------------------------------------------------


def _outlines(tree: SourceTree, known: dict[str, Entry], options: ReadOptions) -> list[Entry]:
    """One entry a file, from memory where the file has not changed."""
    wanted = [f for f in tree.files if f.extension in BY_EXTENSION and (options.tests or f.role != "test")]
    fresh = [f for f in wanted if not _same(f, known.get(f.path))]
    made: dict[str, Entry] = {}
    jobs = [(str(tree.root), f) for f in fresh]
    for n, (file, (entry, noted)) in enumerate(zip(fresh, each(_outline, jobs), strict=True)):
        options.listener(Progressed("reading", n + 1, len(fresh)))
        tree.problems += noted.problems
        tree.skipped += noted.skipped
        if entry is not None:
            made[file.path] = entry
    entries = [made.get(f.path) or known.get(f.path) for f in wanted]
    return [entry for entry in entries if entry is not None]


def _same(file: SourceFile, entry: Entry | None) -> bool:
    return entry is not None and (entry.size, entry.stamp, entry.role) == (file.size, file.stamp, file.role)


def _outline(job: tuple[str, SourceFile]) -> tuple[Entry | None, SourceTree]:
    """Parse one file. Runs in a worker, so problems travel back in a tree of their own."""
    root, file = job
    noted = SourceTree(Path(root))
    try:
        data = (noted.root / file.path).read_bytes()
    except OSError as error:
        noted.problem(problems.NO_PERMISSION, file.path, f"the file was not read: {error.strerror}")
        return None, noted
    source = as_utf8(noted, file.path, data)
    if source is None:
        return None, noted
    try:
        outline = BY_EXTENSION[file.extension].outline(source)
    except RecursionError:
        noted.problem(problems.TOO_DEEP, file.path, "it was left out")
        return None, noted
    return _entry(file, outline), noted


def _entry(file: SourceFile, outline: Outline) -> Entry:
    head = outline.head
    role = "generated" if outline.generated and file.role == "source" else file.role
    return Entry(
        file.path, file.role, file.size, file.stamp, outline.lines, outline.broken, role == "generated", outline.language,
        _face(head), msgspec.Raw(_ENCODE.encode(head)), msgspec.Raw(_ENCODE.encode(outline.body)),
    )  # fmt: skip


def _face(head: Head) -> bytes:
    """A digest of what other files can see of a head: everything but where it stands."""
    seen = (
        head.package,
        [(i.module, i.name, i.alias) for i in head.imports],
        [(s.kind, s.name, s.parent, s.bases, s.returns, [(m.name, m.args) for m in s.marks]) for s in head.scopes],
        [(v.scope, v.kind, v.name, v.type, v.value, [(m.name, m.args) for m in v.marks]) for v in head.fields],
    )
    return blake2b(_ENCODE.encode(seen), digest_size=16).digest()


# -- links -------------------------------------------------------------------------------------------------------------


def _aliases(tree: SourceTree) -> dict[str, str]:
    """What the build files say of where imports lead."""
    found = {}
    for file in tree.files:
        if is_manifest(file.path):
            text = text_of(tree, file)
            if text is not None:
                found[file.path] = text.decode()
    return aliases(found)


def _declarations(entries: list[Entry], roots: dict[str, str]) -> Declarations:
    files, first = [], 0
    for entry in entries:
        head = _HEAD.decode(entry.head)
        role = "generated" if entry.generated else entry.role
        files.append(FileHead(entry.path, entry.language, role, entry.lines, head, first))
        first += 1 + len(head.scopes)
    return Declarations(files, Places({f.path: f.head.package for f in files}, roots))


def _links(entries: list[Entry], declarations: Declarations, options: ReadOptions) -> list[Linked]:
    """One result a file. What was resolved under the same declarations holds."""
    digest = blake2b(_ENCODE.encode(sorted(declarations.places.aliases.items())), digest_size=16)
    for entry in entries:
        digest.update(entry.path.encode() + b"\0" + entry.face)
    basis = digest.digest()
    stale = [(i, bytes(e.body)) for i, e in enumerate(entries) if e.basis != basis]
    frameworks = at_work(declarations)

    def one(job: tuple[int, bytes]) -> bytes:
        return _ENCODE.encode(link(declarations, job[0], _BODY.decode(job[1]), frameworks))

    for n, ((i, _), blob) in enumerate(zip(stale, each(one, stale), strict=True)):
        entries[i].linked, entries[i].basis = msgspec.Raw(blob), basis
        options.listener(Progressed("resolving", n + 1, len(stale)))
    return [_LINKED.decode(entry.linked) for entry in entries]


def _graph(tree: SourceTree, entries: list[Entry], declarations: Declarations, linked: list[Linked]) -> FactGraph:
    references, facts = References(), list[AnyFact]()
    for result in linked:
        flat = array("I")
        flat.frombytes(result.references)
        references.add_flat(flat)
        facts += result.facts
    for entry in entries:
        if entry.broken:
            span = Span(entry.path, entry.broken)
            tree.problems.append(Problem(problems.SYNTAX, "what stands around this line was read", span))
    if not entries and not any(p.code is problems.NO_SUCH_PATH for p in tree.problems):
        tree.problem(problems.EMPTY, str(tree.root), "nothing in a language that is read")
    lines = {entry.path: entry.lines for entry in entries}
    return FactGraph(
        str(tree.root), tuple(declarations.units), references, tuple(merged(facts)), History(),
        tuple(sorted(tree.problems, key=lambda p: (p.span, p.code.id))), tuple(tree.skipped), lines,
        {entry.path: result.words for entry, result in zip(entries, linked, strict=True)},
    )  # fmt: skip
