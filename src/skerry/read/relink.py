"""Resolving what has to be resolved: the files that are new or edited, and those to whose questions an edit gives another answer.

All other files keep their results. That is as good as resolving them, since linking is a function of the file, of the answers to its
questions and of the basis (the build files' aliases, the frameworks at work) and of nothing else.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b

import msgspec

from skerry.facts.kinds import AnyFact, Endpoint
from skerry.kernel.event import Listener, Progressed
from skerry.read import documents
from skerry.read.answers import Answers, answers
from skerry.read.cache import Entry, Memory
from skerry.read.declarations import Declarations
from skerry.read.derived import TABLES, answered, differing
from skerry.read.documents import Sheet
from skerry.read.frameworks import Framework, at_work
from skerry.read.languages import BY_NAME
from skerry.read.link import Linked, link, nothing_linked
from skerry.read.moves import Moves, moved, moves
from skerry.read.outline import Body, Head
from skerry.read.questions import Numbers, Question
from skerry.read.workers import FEW, each

_BODY = msgspec.msgpack.Decoder(Body)
_SHEET = msgspec.msgpack.Decoder(Sheet)
_HEAD = msgspec.msgpack.Decoder(Head)
_LINKED = msgspec.msgpack.Decoder(Linked)
_ENCODE = msgspec.msgpack.Encoder()


def relink(
    entries: Sequence[Entry], known: Memory, declarations: Declarations, listener: Listener
) -> tuple[list[Linked], dict[str, bytes]]:
    """One result a file, and how the derived tables answer. `known` is from the last reading; the entries in it that still hold are
    the same objects."""
    used = at_work(declarations)
    frameworks = {name: [f for f in used if name in f.languages] for name in BY_NAME}
    basis = {name: _basis(frameworks.get(name, ()), declarations) for name in {e.language for e in entries}}
    before = [entry for entry in known.entries.values() if entry.language]
    changed = _changed(before, entries, declarations)
    tables = known.tables
    if changed or any(entry.basis not in {b"", basis[entry.language]} for entry in entries):
        tables = _tables(entries, declarations)
        changed = changed.union(
            *(differing(tables.get(n, b""), known.tables.get(n, b"")) for n in {**tables, **known.tables})
        )
    to = _moves(before, entries, declarations)
    stale = [i for i, e in enumerate(entries) if e.basis != basis[e.language] or _concerned(e, changed)]
    if len(stale) >= FEW:
        declarations.prepare()
    results = each(_linking(entries, declarations, frameworks, set(tables)), stale)
    tables = dict(tables)
    for n, (i, (linked, asked, told, made)) in enumerate(zip(stale, results, strict=True)):
        entry = entries[i]
        entry.linked, entry.asked, entry.told = msgspec.Raw(linked), asked, told
        tables.update(made)
        entry.basis = basis[entry.language]
        listener(Progressed("resolving", n + 1, len(stale)))
    done = set(stale)
    found = [_result(entry, None if i in done else to) for i, entry in enumerate(entries)]
    return [_placed(linked, i, declarations) for i, linked in enumerate(found)], tables


def _tables(entries: Sequence[Entry], declarations: Declarations) -> dict[str, bytes]:
    """How the tables that were used answer now."""
    numbers = Numbers(declarations.identity)
    names = {name for entry in entries for name in entry.told}
    return {name: answered(name, declarations, numbers) for name in sorted(names & TABLES.keys())}


def _basis(frameworks: Sequence[Framework], declarations: Declarations) -> bytes:
    opened = sorted((folder, [i.module for i in items]) for folder, items in declarations.global_imports.items())
    said = (sorted(declarations.places.aliases.items()), [f.name for f in frameworks], opened)
    return blake2b(_ENCODE.encode(said), digest_size=16).digest()


def _result(entry: Entry, to: Moves | None) -> Linked:
    found = _LINKED.decode(entry.linked)
    if to is not None:
        found = moved(found, to)
        entry.linked = msgspec.Raw(_ENCODE.encode(found))
    return found


def _placed(linked: Linked, file: int, declarations: Declarations) -> Linked:
    """With the lines of now: a fact of a unit of another file has that of its declaration, and lines are no answer to any question."""
    head, units = declarations.files[file], declarations.units
    own = range(head.first, head.first + 1 + len(head.head.scopes))

    def away(fact: AnyFact) -> bool:
        at = fact.at if isinstance(fact, Endpoint) else -1  # where its line is
        return at < 0 <= fact.unit and fact.unit not in own and fact.line != units[fact.unit].line

    if not any(map(away, linked.facts)):
        return linked
    facts = (msgspec.structs.replace(f, line=units[f.unit].line) if away(f) else f for f in linked.facts)
    return msgspec.structs.replace(linked, facts=tuple(facts))


# -- linking -----------------------------------------------------------------------------------------------------------


_Result = tuple[bytes, bytes, tuple[str, ...], dict[str, bytes]]


def _linking(
    entries: Sequence[Entry],
    declarations: Declarations,
    frameworks: Mapping[str, Sequence[Framework]],
    known: set[str],
) -> Callable[[int], _Result]:
    """What resolves one file: its results, what it asked, the derived tables it used, and how those answer that were not `known`."""
    questions, numbers = declarations.questions, Numbers(declarations.identity)

    def one(i: int) -> _Result:
        questions.now, questions.told = set(), set()
        language, body = declarations.files[i].language, entries[i].body
        document = documents.BY_NAME.get(language)
        if document is not None:
            linked = nothing_linked(document.place(declarations, i, _SHEET.decode(body)))
        else:
            linked = link(declarations, i, _BODY.decode(body), frameworks[language])
        file = declarations.files[i]
        asked = numbers.packed(questions.now, range(file.first, file.first + 1 + len(file.head.scopes)))
        told = tuple(sorted(questions.told))
        made = {name: answered(name, declarations, numbers) for name in told if name not in known}
        known.update(made)
        return _ENCODE.encode(linked), asked, told, made

    return one


# -- what an edit concerns ---------------------------------------------------------------------------------------------


def _concerned(entry: Entry, changed: AbstractSet[int]) -> bool:
    """Whether an answer to a file's questions has changed."""
    if not changed:
        return False
    asked = array("Q")
    asked.frombytes(entry.asked)
    return not changed.isdisjoint(asked)


def _changed(before: Sequence[Entry], entries: Sequence[Entry], declarations: Declarations) -> frozenset[int]:
    """The questions that the tree answers otherwise than in the last reading."""
    old, new = {e.path: e for e in before}, {e.path: e for e in entries}
    found: set[Question] = set()
    methods: Counter[Question] = Counter()
    touched: set[Question] = set()
    for path in {**old, **new} if old else ():
        then, now = old.get(path), new.get(path)
        if then is now or (then is not None and now is not None and _face(then) == _face(now)):
            continue
        was, is_ = _answers(then), _answers(now)
        for question in {**was, **is_}:
            if was.get(question) == is_.get(question):
                continue
            if question[0] == "method":
                methods[question] += _said(is_, question) - _said(was, question)
                touched.add(question)
            else:
                found.add(question)
    for question in touched:
        count = declarations.methods_named(str(question[1]))
        if min(count, count - methods[question]) < 2:  # no use is made of a name that several have
            found.add(question)
    return frozenset(map(Numbers().number, found))


def _said(of_file: Answers, question: Question) -> int:
    return max(0, len(of_file.get(question, ())) - 1)  # the first tells of the file


def _face(entry: Entry) -> tuple[object, ...]:
    return entry.face, entry.language, entry.role, entry.generated


def _answers(entry: Entry | None) -> Answers:
    if entry is None:
        return {}
    role = "generated" if entry.generated else entry.role
    return answers(entry.path, entry.language, role, _HEAD.decode(entry.head))


def _moves(before: Sequence[Entry], entries: Sequence[Entry], declarations: Declarations) -> Moves | None:
    now = {entry.path: (entry, file.head) for entry, file in zip(entries, declarations.files, strict=True)}
    heads = []
    for then in before:
        entry, head = now.get(then.path, (None, None))
        heads.append((then.path, head if entry is then and head is not None else _HEAD.decode(then.head)))
    return moves(heads, declarations)
