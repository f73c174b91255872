"""One file of a tree, read: what is remembered of it, whatever it holds. Runs in workers, so nothing here looks at another file."""

from __future__ import annotations

import os
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import msgspec

from skerry.kernel.problem import Code
from skerry.read import documents, problems
from skerry.read.cache import Entry
from skerry.read.documents import Sheet
from skerry.read.languages import BY_EXTENSION
from skerry.read.outline import Head, Mark, Note, Outline
from skerry.read.sources import SourceFile, SourceTree, as_utf8

_ENCODE = msgspec.msgpack.Encoder()
_NO_HEAD = Head("", (), (), ())
_DEEPEST = 1_000  # brackets: people stay below 50, and the time of parsers grows with the square
_LONGEST = 50_000  # bytes of a line: minified, or data
_SHORT = 2_000  # bytes in which a source map is named; a file as short as that is not judged by its lines
_BROAD = 200  # bytes of a line, in the mean
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NONBLOCK", "O_NOFOLLOW"))
_OTHERS = bytes(set(range(256)) - set(b"()[]{}"))


def entry(job: tuple[str, SourceFile]) -> Entry:
    """What one file says; an entry without a language, and with a note, where it can't be read."""
    root, file = job
    noted = SourceTree(_path(root))
    source = _bytes(noted, file)
    notes = [Note(problem.code.id, problem.span.line, problem.what) for problem in noted.problems]
    if source is None:
        return _nothing(file, notes)
    language = BY_EXTENSION.get(file.extension)
    document = documents.claimed(file.path, file.extension, source) if language is None else None
    if language is None and document is None:
        return _nothing(file, [])  # nobody asked for it
    refused = _refused(source) if file.extension != ".sql" else None
    if refused is not None:
        return _nothing(file, [*notes, Note(refused[0].id, refused[1], refused[2])])
    try:
        if document is not None:
            return _of_document(file, source, document, notes)
        return _of_code(file, source, BY_EXTENSION[file.extension].outline(source), notes)
    except RecursionError:
        return _nothing(file, [*notes, Note(problems.TOO_DEEP.id, 0, "it was left out")])


@lru_cache(maxsize=1)
def _path(root: str) -> Path:
    return Path(root)


def _bytes(noted: SourceTree, file: SourceFile) -> bytes | None:
    try:
        data = _read(f"{noted.root}/{file.path}", file.size + 1)
    except OSError as error:
        noted.problem(problems.NO_PERMISSION, file.path, f"the file was not read: {error.strerror}")
        return None
    return as_utf8(noted, file.path, data)


def _read(path: str, most: int) -> bytes:
    """The file's bytes, without waiting: what was a file when the folder was read may have become a pipe."""
    handle = os.open(path, _FLAGS)
    try:
        data = os.read(handle, most)
        while len(data) < most - 1 and (more := os.read(handle, most - len(data))):
            data += more
        return data
    finally:
        os.close(handle)


def _refused(source: bytes) -> tuple[Code, int, str] | None:
    """Why a file is better not parsed: problem, line, words."""
    longest = max(map(len, source.splitlines()), default=0) if len(source) > _LONGEST else 0
    if longest > _LONGEST:
        return problems.MINIFIED, 0, f"a line has {longest:,} bytes"
    brackets = source.translate(None, _OTHERS)
    for _ in range(60):
        if len(brackets) <= _DEEPEST:
            return None
        closed = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(closed) == len(brackets):
            break
        brackets = closed
    open_ = max(map(brackets.count, (b"(", b"[", b"{")))
    return (problems.TOO_DEEP, 0, f"brackets nest more than {_DEEPEST:,} deep") if open_ > _DEEPEST else None


def _is_built(extension: str, source: bytes) -> bool:
    """Whether JavaScript was put together by a tool, and is checked in: it says where its map is, bears a banner that minifiers keep, or
    has lines that nobody writes."""
    if extension not in {".js", ".mjs", ".cjs"}:
        return False
    long = len(source) > _SHORT and len(source) > _BROAD * (source.count(b"\n") + 1)
    return long or source.lstrip().startswith(b"/*!") or b"//# sourceMappingURL=" in source[-_SHORT:]


def _nothing(file: SourceFile, notes: list[Note]) -> Entry:
    return _entry(file, "", 0, _NO_HEAD, b"\xc0", notes)


def _of_code(file: SourceFile, source: bytes, outline: Outline, notes: list[Note]) -> Entry:
    if outline.broken:
        notes = [*notes, Note(problems.SYNTAX.id, outline.broken, "what stands around this line was read")]
    generated = (outline.generated or _is_built(file.extension, source)) and file.role == "source"
    return _entry(
        file, outline.language, outline.lines, outline.head, _ENCODE.encode(outline.body), notes, generated=generated
    )


def _of_document(file: SourceFile, source: bytes, document: documents.Document, notes: list[Note]) -> Entry:
    sheet: Sheet = document.read(file.path, source)
    head = documents.head_of(sheet)
    lines = source.count(b"\n") + 1
    return _entry(file, document.name, lines, head, _ENCODE.encode(sheet), [*notes, *sheet.notes])


def _entry(
    file: SourceFile, language: str, lines: int, head: Head, body: bytes, notes: list[Note], *, generated: bool = False
) -> Entry:
    return Entry(
        file.path, file.role, file.size, file.stamp, lines, tuple(notes), generated, language,
        _face(head), msgspec.Raw(_ENCODE.encode(head)), msgspec.Raw(body),
    )  # fmt: skip


def _said(marks: tuple[Mark, ...]) -> list[tuple[str, str]]:
    return [(mark.name, mark.args) for mark in marks]


def _face(head: Head) -> bytes:
    """A digest of what other files can see of a head: everything but where it stands."""
    seen = (
        head.package,
        [(i.module, i.name, i.alias) for i in head.imports],
        [(s.kind, s.name, s.parent, s.bases, s.returns, s.marks and _said(s.marks)) for s in head.scopes],
        [(v.scope, v.kind, v.name, v.type, v.value, v.marks and _said(v.marks)) for v in head.fields],
    )
    return blake2b(_ENCODE.encode(seen), digest_size=16).digest()
