"""What becomes of the answer to a call, and of its failure: somebody handles it and goes on, or nobody looks at it at all.

`goes-on`: the call stands in a `try` whose handler neither throws again nor ends the program. `drops-answer`: the call is a statement
of its own, so its answer goes nowhere. Both are told by the text around the calls that were found in code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._files import File, kind_of
from skerry.read.fleet.traits._stand import Stand

_BRACED = frozenset(["java", "csharp", "node", "php", "rust", "go", "c"])
_TRY = re.compile(r"\btry\b\s*(?:\([^{]{0,300}\)\s*)?\{")
_CATCH = re.compile(r"\}\s*catch\b[^{]{0,200}\{")
_AGAIN = re.compile(r"\b(?:throw|raise|rethrow)\b|\bos\.Exit\b|\bprocess\.exit\b|\bsys\.exit\b|\bpanic\s*\(")
_HANDLER = re.compile(r"^(\s*)except\b.*:\s*(.*)$")
_PLAIN = re.compile(
    r"^\s*(?:await\s+)?(?:this\s*\.\s*)?[A-Za-z_]\w*(?:\s*\.\s*\w+|\s*\([^()]*\))*\s*(?:<[\w<>?, ]*>\s*)?\("
)
_TAKEN = re.compile(
    r"^\s*(?:return|yield|throw|if|while|for|switch|assert|new|else)\b|^[^(]*[^=!<>]=[^=]|\.then\s*\(|\.subscribe\s*\("
)
_END = re.compile(r"[;{}]")
_FARTHEST = 4000  # characters around a call


def find(stand: Stand) -> Iterator[Trait]:
    """For each call that was found in code, of its caller and callee."""
    for path, line, target in sorted(stand.calls()):
        node = stand.ground.node_of(path)
        file = stand.file(path, kind_of(path)) if node and node != target else None
        begin, end = next(((a, b) for a, b in stand.functions(path) if a <= line <= b), (0, 0)) if file else (0, 0)
        if file is None or not begin:
            continue
        at = file.at(line)
        if _goes_on(file, file.at(begin), at, file.at(end + 1)):
            yield Trait(node, "goes-on", target, "", (file.witness(at, "answers"),))
        if file.kind in _BRACED and _dropped(file.text, file.at(begin), at):
            yield Trait(node, "drops-answer", target, "", (file.witness(at, "answers"),))


def _goes_on(file: File, begin: int, at: int, end: int) -> bool:
    """Whether a `try` of the same function is around a position, and one of its handlers does not throw."""
    if file.kind == "python":
        return _excepted(file.text[begin:end].splitlines(), file.text.count("\n", begin, at))
    text = file.text
    for opened in _TRY.finditer(text, max(begin, at - _FARTHEST), at):
        closed = _closing(text, opened.end(), end)
        handler = _CATCH.match(text, closed) if closed > at else None
        if handler and not _AGAIN.search(text, handler.end(), _closing(text, handler.end(), end)):
            return True
    return False


def _closing(text: str, at: int, end: int) -> int:
    """Where the block that was opened before a position ends."""
    depth = 1
    for place in range(at, min(end, at + _FARTHEST, len(text))):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place
    return -1


def _excepted(lines: list[str], at: int) -> bool:
    """The same by indentation."""
    depth = _indent(lines[at]) if at < len(lines) else 0
    for number in range(at, -1, -1):
        row = lines[number]
        if row.strip() and _indent(row) < depth:
            depth = _indent(row)
            if row.strip().startswith("try:"):
                return _handled(lines[at + 1 :], depth)
    return False


def _handled(lines: list[str], depth: int) -> bool:
    for number, row in enumerate(lines):
        found = _HANDLER.match(row)
        if found and _indent(row) == depth:
            body = [found[2]]
            for later in lines[number + 1 :]:
                if later.strip() and _indent(later) <= depth:
                    break
                body.append(later)
            if not _AGAIN.search("\n".join(body)):
                return True
        elif row.strip() and _indent(row) < depth:
            return False
    return False


def _indent(row: str) -> int:
    return len(row.expandtabs(4)) - len(row.expandtabs(4).lstrip())


def _dropped(text: str, begin: int, at: int) -> bool:
    """Whether the statement around the line of a position is a call and nothing else."""
    line_end = text.find("\n", at)
    ends = [found.end() for found in _END.finditer(text, max(begin, at - _FARTHEST), at)]
    head = text[ends[-1] if ends else begin : line_end if line_end >= 0 else len(text)]
    return bool(_PLAIN.match(head)) and not _TAKEN.search(head)
