"""Templates evaluated: a text, and which line of its source each of its lines comes from. What fails is empty; what runs on is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from skerry.read.manifests.kubernetes.helm.functions import FUNCTIONS, LONGEST, shown, truthy
from skerry.read.manifests.kubernetes.helm.syntax import Operand, Piece, Pipe, parsed
from skerry.read.manifests.kubernetes.values import mapping, text

_MOST_STEPS = 100_000  # pieces that are evaluated for one template; big charts take some thousand
_DEEPEST = 40
_FAILS = (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError)


class CutOff(Exception):
    """A template did too much, or made too much."""


class Written:
    """A text that grows, with the line that each of its lines comes from."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lines = [1]
        self.size = 0

    def write(self, more: str, line: int, moves: bool) -> None:
        """Adds a text that stands at a line; with `moves` its own lines are lines there, too."""
        self.size += len(more)
        if self.size > LONGEST:
            raise CutOff
        if not self.parts or self.parts[-1].endswith("\n"):
            self.lines[-1] = line
        self.parts.append(more)
        for count in range(1, more.count("\n") + 1):
            self.lines.append(line + count if moves else line)

    def __str__(self) -> str:
        return "".join(self.parts)


class Templates:
    """Named templates, and the evaluation of others that may use them. `functions` are those that need more than their arguments."""

    def __init__(self) -> None:
        self.named: dict[str, list[Piece]] = {}
        self.steps = 0

    def define(self, pieces: Iterable[Piece]) -> None:
        """Remembers what is defined at the top of a template."""
        for piece in pieces:
            if piece.kind in {"define", "block"}:
                self.named[piece.text] = piece.body

    def render(self, pieces: Sequence[Piece], root: Mapping[str, Any]) -> Written:
        """A template's text; as far as it came, where it had to be cut off."""
        self.steps = 0
        written = Written()
        try:
            _Run(self, written, 0).body(pieces, root, {"$": root})
        except (CutOff, RecursionError):
            written.parts.append("\n")
        return written


class _Run:
    """One evaluation: of a template, or of one that another includes."""

    def __init__(self, templates: Templates, written: Written, depth: int) -> None:
        self.templates, self.written, self.depth = templates, written, depth
        if depth > _DEEPEST:
            raise CutOff

    def body(self, pieces: Sequence[Piece], dot: Any, names: dict[str, Any]) -> None:
        """`names` are the variables: what a body declares ends with it, what it sets anew stays set around it."""
        names = _Scope(names)
        for piece in pieces:
            self.templates.steps += 1
            if self.templates.steps > _MOST_STEPS:
                raise CutOff
            if piece.kind == "text":
                self.written.write(piece.text, piece.line, moves=True)
            elif piece.kind == "out":
                self._out(piece, dot, names)
            elif piece.kind in {"if", "with", "range"}:
                self._chosen(piece, dot, names)
            elif piece.kind in {"template", "block"}:
                value = self.value(piece.pipe, dot, names) if piece.pipe else None
                self.written.write(self.included(piece.text, value), piece.line, moves=False)

    def _out(self, piece: Piece, dot: Any, names: dict[str, Any]) -> None:
        value = self.value(piece.pipe, dot, names)
        if piece.pipe is None or not piece.pipe.names:
            self.written.write(shown(value), piece.line, moves=False)

    def _chosen(self, piece: Piece, dot: Any, names: dict[str, Any]) -> None:
        within = _Scope(names)
        if piece.kind == "range":
            self._repeated(piece, dot, within)
            return
        value = self.value(piece.pipe, dot, within)
        if truthy(value):
            self.body(piece.body, value if piece.kind == "with" else dot, within)
        else:
            self.body(piece.otherwise, dot, within)

    def _repeated(self, piece: Piece, dot: Any, names: dict[str, Any]) -> None:
        value = self.value(piece.pipe, dot, names)
        rows: list[tuple[Any, Any]] = []
        if isinstance(value, dict):
            rows = sorted(value.items())
        elif isinstance(value, list):
            rows = list(enumerate(value))
        elif isinstance(value, int) and not isinstance(value, bool):
            rows = [(at, at) for at in range(min(value, 1000))]
        if not rows:
            self.body(piece.otherwise, dot, names)
        declared = piece.pipe.names if piece.pipe else ()
        for key, each in rows:
            within = _Scope(names)
            within.update(zip(declared, (key, each) if len(declared) > 1 else (each,), strict=False))
            self.body(piece.body, each, within)

    def included(self, name: str, dot: Any) -> str:
        """What a named template writes; '' if there is none."""
        written = Written()
        _Run(self.templates, written, self.depth + 1).body(self.templates.named.get(name, ()), dot, {"$": dot})
        return str(written)

    def value(self, pipe: Pipe | None, dot: Any, names: dict[str, Any]) -> Any:
        """What a pipe yields; None where it fails."""
        value: Any = None
        for at, command in enumerate(pipe.commands if pipe else ()):
            try:
                value = self._command(command, dot, names, [value] if at else [])
            except _FAILS:
                value = None
            if isinstance(value, str) and len(value) > LONGEST:
                raise CutOff
        if pipe and len(pipe.names) == 1:
            _holder(names, pipe.names[0] if pipe.anew else "")[pipe.names[0]] = value
        return value

    def _command(self, command: Sequence[Operand], dot: Any, names: dict[str, Any], piped: list[Any]) -> Any:
        self.templates.steps += 1
        head = command[0]
        given = [self._operand(each, dot, names) for each in command[1:]] + piped
        if head.kind != "call":
            value = self._operand(head, dot, names)
            return value(*given) if callable(value) else value
        if head.value == "include":
            return self.included(text(given[0]), given[1] if len(given) > 1 else None)
        if head.value == "tpl":
            return self._evaluated(text(given[0]), given[1])
        function = FUNCTIONS.get(str(head.value).removeprefix("must")) or FUNCTIONS.get(_lowered(str(head.value)))
        return function(*given) if function else None

    def _evaluated(self, source: str, dot: Any) -> str:
        if "{{" not in source:
            return source
        written = Written()
        _Run(self.templates, written, self.depth + 1).body(parsed(source), dot, {"$": dot})
        return str(written)

    def _operand(self, operand: Operand, dot: Any, names: dict[str, Any]) -> Any:
        if operand.kind == "const":
            return operand.value
        if operand.kind == "call":
            return self._command([operand], dot, names, [])
        if operand.kind == "pipe":
            value, keys = self.value(operand.pipe, dot, names), operand.value
        else:
            value, keys = names.get(operand.base) if operand.base else dot, operand.value
        for key in keys:
            value = mapping(value).get(key)
        return value


def _lowered(name: str) -> str:
    """`mustToYaml` is `toYaml` that may fail."""
    name = name.removeprefix("must")
    return name[:1].lower() + name[1:]


def _holder(names: dict[str, Any], name: str) -> dict[str, Any]:
    """The scope in which a variable was declared; the innermost for ''."""
    around = names
    while name and isinstance(around, _Scope) and name not in around:
        around = around.around
    return around if not name or name in around else names


class _Scope(dict[str, Any]):
    """Variables, of which those around are seen, too."""

    def __init__(self, around: dict[str, Any]) -> None:
        super().__init__()
        self.around = around

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a variable here or around."""
        return self[name] if name in self else self.around.get(name, default)
