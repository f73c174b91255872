"""What one file contributes to the answers of `Questions`, so that two states of it tell which questions an edit touches.

Everything in a head has a place here but the lines; a test compares what is read again with what is read anew after all kinds of edits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from posixpath import dirname

from skerry.read.identity import holds_class, identities
from skerry.read.imports import binds
from skerry.read.languages import CLASSES
from skerry.read.outline import Head, Mark, Scope, Variable
from skerry.read.places import bare, ending, indexed, stem
from skerry.read.questions import Question

Answers = dict[Question, list[object]]  # units by their identities


def answers(path: str, language: str, role: str, head: Head) -> Answers:
    """What the file says to each question that it has a part in."""
    of_file = (path, language, role, head.package)
    own = [path, *(f"{path}::{name}" for name in identities(head))]
    space = f"{language} {dirname(path) if language == 'go' else head.package}"
    found: dict[Question, list[object]] = defaultdict(lambda: [of_file])
    for rows in (_of_place(path, head), _of_units(own, head), _of_names(own, head, role), _of_top(own, head, space)):
        for question, answer in rows:
            found[question].append(answer)
    for item in head.imports:
        bound = binds(item, language)
        found["import", path, bound].append((item.module, item.name, item.alias))
        found["top", bound, ""].append((path, item.module, item.name))
    if language == "go":
        found["go", dirname(path), ""] += [(s.kind, s.name, s.bases) for s in head.scopes if s.parent < 0]
    return dict(found)


def _of_top(own: list[str], head: Head, space: str) -> Iterator[tuple[Question, object]]:
    """What a whole package sees, and methods outside of their type's braces: the type, where it is in this file, has them too."""
    top = {s.name: own[i + 1] for i, s in reversed(list(enumerate(head.scopes))) if s.parent < 0 and not _strays(s)}
    for v in head.fields:
        if v.scope < 0:
            yield ("top", v.name, ""), (own[0], v.value if "(" in v.value else "")
    for i, s in enumerate(head.scopes):
        unit = own[i + 1]
        if s.parent < 0:
            yield ("space", space, s.name), unit
            yield ("top", s.name, ""), unit
        if _strays(s):
            owner = top.get(s.bases[0], "")
            yield ("stray", unit, ""), owner
            for around in {own[0], owner}:
                yield ("member", around, s.name), (unit, owner)
                yield ("members", around, ""), (unit, owner)
            yield ("top", s.name, ""), owner


def _strays(scope: Scope) -> bool:
    return scope.kind == "function" and bool(scope.bases) and scope.parent < 0


def _of_place(path: str, head: Head) -> Iterator[tuple[Question, object]]:
    yield ("path", path, ""), path
    yield ("folder", dirname(path), ""), path
    for module in {path, bare(path), *indexed(path)}:
        yield ("module", module, ""), path
    yield ("package", head.package, ""), path
    yield ("declared", head.package, stem(path)), path
    yield ("ending", ending(path), ""), path


def _of_units(own: list[str], head: Head) -> Iterator[tuple[Question, object]]:
    yield ("holders", own[0], ""), sorted(own[i + 1] for i in holds_class(head))
    yield ("scope", own[0], ""), None
    for at in own:
        yield ("members", at, ""), None
        yield ("fields", at, ""), None
    for i, s in enumerate(head.scopes):
        unit, around = own[i + 1], own[s.parent + 1]
        yield ("scope", unit, ""), (s.bases, _plain(s.marks), s.returns)
        yield ("members", around, ""), unit
        yield ("member", around, s.name), unit
    for v in head.fields:
        yield ("fields", own[v.scope + 1], ""), _variable(v)
        yield ("field", own[v.scope + 1], v.name), _variable(v)


def _of_names(own: list[str], head: Head, role: str) -> Iterator[tuple[Question, object]]:
    for i, s in enumerate(head.scopes):
        for mark in s.marks:
            yield ("mark", mark.name.rpartition(".")[2], ""), (own[i + 1], mark.args)
        if role != "test" and s.kind in CLASSES:
            yield ("type", s.name, ""), own[i + 1]
        elif role != "test" and s.kind == "function":
            yield ("method", s.name, ""), own[i + 1]


def _plain(marks: tuple[Mark, ...]) -> list[tuple[str, str]]:
    return [(mark.name, mark.args) for mark in marks]


def _variable(v: Variable) -> tuple[object, ...]:
    return v.kind, v.name, v.type, v.value, _plain(v.marks)
