"""Templates as trees. What can't be parsed is left out; nothing is raised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])')|(?P<number>-?\d+(?:\.\d+)?)|(?P<assign>:?=)|(?P<mark>[|(),])"""
    r"""|(?P<field>\$?\w*(?:\.\w+)+\.?|\$\w*|\.)|(?P<word>\w+))""",
)
_KEYWORDS = frozenset(["if", "range", "with", "define", "block", "else", "end", "template"])
_DEEPEST = 60


class Operand(Struct, frozen=True):
    """`kind`: `const`, `field` (of the dot, or of variable `base`: its keys are the value), `call` (of the function `value`), `pipe`."""

    kind: str
    value: Any = None
    base: str = ""
    pipe: Pipe | None = None


class Pipe(Struct, frozen=True):
    """Commands, each given the value of the one before; with `names` what it is assigned to, `anew` if that was declared before."""

    commands: Sequence[Sequence[Operand]]
    names: Sequence[str] = ()
    anew: bool = False


class Piece(Struct):
    """`kind`: `text`, `out`, `if`, `range`, `with`, `define`, `block`, `template`; the rest as the kind has it."""

    kind: str
    line: int
    text: str = ""
    pipe: Pipe | None = None
    body: list[Piece] = []
    otherwise: list[Piece] = []


def parsed(source: str) -> list[Piece]:
    """The pieces of a template. Ends that are missing are supplied, ends of nothing are ignored."""
    root: list[Piece] = []
    stack: list[tuple[Piece | None, list[Piece]]] = [(None, root)]
    for is_action, text, line in _split(source):
        if not is_action:
            stack[-1][1].append(Piece("text", line, text))
            continue
        word = re.match(r"\w*", text)
        keyword, rest = word[0] if word else "", text[word.end() :].strip() if word else ""
        if keyword not in _KEYWORDS:
            if not text.startswith("/*") and (pipe := _pipe(text)) is not None:
                stack[-1][1].append(Piece("out", line, pipe=pipe))
        elif keyword == "end":
            _close(stack)
        elif keyword == "else":
            _otherwise(stack, rest, line)
        else:
            _open(stack, keyword, rest, line)
    return root


def _close(stack: list[tuple[Piece | None, list[Piece]]]) -> None:
    while len(stack) > 1:
        owner, _ = stack.pop()
        if owner is None or owner.text != "else":  # `else if` is an `if` within the other's `else`, and ends with it
            return


def _otherwise(stack: list[tuple[Piece | None, list[Piece]]], rest: str, line: int) -> None:
    owner = stack[-1][0]
    if owner is None or owner.kind not in {"if", "range", "with"}:
        return
    stack[-1] = (owner, owner.otherwise)
    keyword, _, condition = rest.partition(" ")
    if keyword in {"if", "with"} and len(stack) < _DEEPEST:
        piece = Piece(keyword, line, "else", _pipe(condition), [], [])
        owner.otherwise.append(piece)
        stack.append((piece, piece.body))


def _open(stack: list[tuple[Piece | None, list[Piece]]], keyword: str, rest: str, line: int) -> None:
    piece = _opened(keyword, rest, line)
    if len(stack) < _DEEPEST:
        stack[-1][1].append(piece)
        if keyword != "template":
            stack.append((piece, piece.body))


def _opened(keyword: str, rest: str, line: int) -> Piece:
    if keyword in {"define", "block", "template"}:
        name = re.match(r"[\"`]([^\"`]*)[\"`]", rest)
        pipe = _pipe(rest[name.end() :]) if name else None
        return Piece(keyword, line, name[1] if name else "", pipe, [], [])
    return Piece(keyword, line, "", _pipe(rest), [], [])


def _split(source: str) -> list[tuple[bool, str, int]]:
    """Texts and actions, with the white space taken away that an action's hyphens ask for, and the line of each."""
    found: list[tuple[bool, str, int]] = []
    at, line, trims = 0, 1, False
    while True:
        start = source.find("{{", at)
        end = source.find("*/", start) if source.startswith(("{{/*", "{{- /*"), start) else start
        end = source.find("}}", end) if start >= 0 and end >= 0 else -1
        text = source[at : start if end >= 0 else len(source)]
        shown, before = text, line
        if trims:
            shown = text.lstrip()
            before += text.count("\n", 0, len(text) - len(shown))
        line += text.count("\n")
        if end < 0:
            found.append((False, shown, before))
            return found
        inner = source[start + 2 : end]
        if inner.startswith("-") and inner[1:2].isspace():
            shown, inner = shown.rstrip(), inner[1:]
        if shown:
            found.append((False, shown, before))
        trims = inner.endswith("-") and inner[-2:-1].isspace()
        found.append((True, (inner[:-1] if trims else inner).strip(), line))
        line += source.count("\n", start, end)
        at = end + 2


def _pipe(text: str) -> Pipe | None:
    tokens = _tokens(text)
    return _Reader(tokens).pipe() if tokens else None


def _tokens(text: str) -> list[tuple[str, str, bool]]:
    """Kind and text of each token, and whether it touches the one before."""
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.end() == at:
            break
        kind = str(match.lastgroup)
        found.append((kind, match[kind], match.start(kind) == at))
        at = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str, bool]]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def peek(self) -> tuple[str, str, bool]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "", False)

    def pipe(self) -> Pipe:
        names, anew = self._names()
        commands: list[list[Operand]] = [[]]
        while self.at < len(self.tokens):
            kind, text, touches = self.peek()
            if text == ")" and kind == "mark":
                break
            self.at += 1
            if text == "|" and kind == "mark":
                commands.append([])
            elif text == "(" and kind == "mark":
                commands[-1].append(self._inner())
            elif (
                kind == "field"
                and touches
                and text.startswith(".")
                and commands[-1]
                and commands[-1][-1].kind == "pipe"
            ):
                inner = commands[-1].pop()
                commands[-1].append(Operand("pipe", text.strip(".").split("."), pipe=inner.pipe))
            elif kind not in {"mark", "assign"}:
                commands[-1].append(_operand(kind, text))
        return Pipe([each for each in commands if each], names, anew)

    def _inner(self) -> Operand:
        self.depth += 1
        inner = self.pipe() if self.depth < _DEEPEST else Pipe([])
        self.depth -= 1
        self.at += 1  # the closing parenthesis
        return Operand("pipe", [], pipe=inner)

    def _names(self) -> tuple[list[str], bool]:
        """`$a :=`, `$a, $b :=`, `$a =` at the beginning."""
        names, at = [], self.at
        while at < len(self.tokens) and self.tokens[at][1].startswith("$") and "." not in self.tokens[at][1]:
            names.append(self.tokens[at][1])
            at += 1
            following = self.tokens[at] if at < len(self.tokens) else ("", "", False)
            if following[0] == "assign":
                self.at = at + 1
                return names, following[1] == "="
            if following[1] != ",":
                break
            at += 1
        return [], False


def _operand(kind: str, text: str) -> Operand:
    if kind == "string":
        return Operand("const", text[1:-1] if text[0] != '"' else _unescaped(text[1:-1]))
    if kind == "number":
        return Operand("const", int(text) if "." not in text and len(text) < 19 else text)
    if kind == "word":
        constants: dict[str, object] = {"true": True, "false": False, "nil": None}
        return Operand("const", constants[text]) if text in constants else Operand("call", text)
    base, _, keys = text.partition(".")
    return Operand("field", [key for key in keys.split(".") if key], base)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text)
