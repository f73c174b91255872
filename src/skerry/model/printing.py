"""`fmt`: the canonical layout. Two spaces a level, one space inside braces, terms as they print; comments, empty lines, quotes,
columns that the author aligned and the choice between `{ … }` and indentation stay, unless a line becomes too long."""

from __future__ import annotations

import json
import re
import textwrap
from collections import deque

from skerry.model.comments import comments
from skerry.model.document import Document, read
from skerry.model.load import load_texts
from skerry.model.nodes import AnyNode, Mapping, Scalar, Sequence

WIDTH = 160
_LEAVE = re.compile(
    r"(?:^|[\s,\[{])[&!*][\w!]|^%|^\?|^\.\.\.", re.MULTILINE
)  # anchors, aliases, tags, directives, complex keys
_CHOMPS = re.compile(r"[|>][-+]?\s*$")


def format_text(text: str, path: str = "") -> str:
    """The text in canonical layout; as it is, where it can't be read or uses anchors, tags or directives."""
    text = text.replace("\r\n", "\n")
    document = read(text, path)
    if document.problems or _LEAVE.search(text) or not document.root.pairs:
        return text
    terms = {node.start: str(value) for node, value in load_texts([(path, text)]).terms if "\n" not in node.text}
    printed = _Printer(document, terms).all()
    again = read(printed, path)
    if again.problems or _meaning(again.root, {}) != _meaning(document.root, terms):
        return text  # a layout we do not master: no format is better than another meaning
    return printed


def _meaning(node: AnyNode, terms: dict[int, str]) -> object:
    if isinstance(node, Mapping):
        return [(_meaning(key, terms), _meaning(value, terms)) for key, value in node.pairs]
    if isinstance(node, Sequence):
        return tuple(_meaning(item, terms) for item in node.items)
    return terms.get(node.start, node.text)


class _Printer:
    """Prints one document; comments are taken in the order of the text, when the line they belong to is printed."""

    def __init__(self, document: Document, terms: dict[int, str]) -> None:
        self.text = document.text
        self.root = document.root
        self.source = document.text.split("\n")
        self.terms = terms
        found = comments(document)
        self.lines_with_comment = {comment.line for comment in found}
        self.alone = deque(comment for comment in found if comment.alone)
        self.beside = {comment.line: comment for comment in found if not comment.alone}
        self.out: list[str] = []

    def all(self) -> str:
        """The whole text."""
        self.mapping(self.root, 0)
        self.before(len(self.source) + 1, 0)
        return "\n".join(self.out).strip("\n") + "\n"

    def before(self, line: int, indent: int, column: int = 1) -> None:
        """The comments and at most one empty line before the source line `line`; those right of `column` end the part above."""
        while self.alone and self.alone[0].line < line:
            comment = self.alone.popleft()
            last = next((line for line in reversed(self.out) if line), "")
            self.gap(comment.line)
            above = len(last) - len(last.lstrip())
            self.out.append(
                " " * (max(indent, min(above, comment.column - 1)) if comment.column > column else indent)
                + comment.text
            )
        self.gap(line)

    def gap(self, line: int) -> None:
        """An empty line, where the source has one there."""
        if self.out and self.out[-1] and 1 < line <= len(self.source) and not self.source[line - 2].strip():
            self.out.append("")

    def mapping(self, node: Mapping, indent: int, first: str = "") -> None:
        """The entries of a map in lines of their own; `first` stands before the first one, where the indentation would."""
        columns = self.columns([(key, value, indent) for key, value in node.pairs])
        for at, (key, value) in enumerate(node.pairs):
            lead = first if first and not at else " " * indent
            if not first or at:
                self.before(key.line, indent, key.column)
            self.entry(lead, key, value, indent, columns.get(key.start, 0))

    def entry(self, lead: str, key: Scalar, value: AnyNode, indent: int, column: int) -> None:
        """One `key: value`."""
        label = f"{lead}{self.scalar(key)}:"
        inline = self.inline(value, len(label) + 1)
        if inline is not None:
            pad = " " * max(1, column - len(label)) if inline else ""
            self.line(f"{label}{pad}{inline}", key.line, value.end_line)
        elif isinstance(value, Scalar):
            self.block_scalar(label, value, indent + 2)
        else:
            self.line(label, key.line, key.line)
            if isinstance(value, Mapping):
                self.mapping(value, indent + 2)
            else:
                self.sequence(value, indent + 2)

    def sequence(self, node: Sequence, indent: int) -> None:
        """The items of a list, each after a dash."""
        pairs = [
            (*item.pairs[0], indent + 2) for item in node.items if isinstance(item, Mapping) and len(item.pairs) == 1
        ]
        columns = self.columns(pairs)
        for item in node.items:
            self.before(item.line, indent, node.column)
            lead = " " * indent + "- "
            inline = self.inline(item, len(lead))
            if inline is not None:
                self.line(lead + inline, item.line, item.end_line)
            elif isinstance(item, Mapping) and len(item.pairs) == 1:
                key, value = item.pairs[0]
                self.entry(lead, key, value, indent + 2, columns.get(key.start, 0))
            elif isinstance(item, Mapping):
                self.mapping(item, indent + 2, lead)
            elif isinstance(item, Sequence):
                self.out.append(lead.rstrip())
                self.sequence(item, indent + 2)
            else:
                self.block_scalar(lead.rstrip(), item, indent + 2)

    def line(self, content: str, first: int, last: int) -> None:
        """A line of output, with the comments that stood beside its source lines; a comment keeps its column where it can."""
        found = [self.beside.pop(number) for number in range(first, max(first, last) + 1) if number in self.beside]
        if found:
            content = content.ljust(max(len(content) + 2, found[0].column - 1)) + " ".join(
                comment.text for comment in found
            )
        self.out.append(content)

    def columns(self, entries: list[tuple[Scalar, AnyNode, int]]) -> dict[int, int]:
        """Where values begin that the author aligned: neighbours with one column, at least one of them padded."""
        found: dict[int, int] = {}
        group: list[tuple[Scalar, AnyNode, int]] = []
        for entry in [*entries, None]:
            if entry and group and self.neighbours(group[-1], entry):
                group.append(entry)
                continue
            if len(group) > 1 and any(value.start - key.end > 2 for key, value, _ in group):
                column = max(indent + len(self.scalar(key)) for key, _, indent in group) + 2
                found.update((key.start, column) for key, _, _ in group)
            group = [entry] if entry else []
        return found

    def neighbours(self, left: tuple[Scalar, AnyNode, int], right: tuple[Scalar, AnyNode, int]) -> bool:
        """True for two entries on following lines whose values begin in one column."""
        (upper_key, upper, _), (lower_key, lower, _) = left, right
        beside = upper.line == upper_key.line and lower.line == lower_key.line
        return beside and lower_key.line == upper_key.line + 1 and upper.column == lower.column

    def inline(self, node: AnyNode, room: int) -> str | None:
        """The node in one line; None where it has to be printed in lines of its own."""
        if isinstance(node, Scalar):
            return (
                None
                if self.source_of(node)[:1] in ("|", ">") and not node.text.startswith(("|", ">"))
                else self.scalar(node)
            )
        if not (node.flow or not self.parts(node)):
            return None
        if any(line in self.lines_with_comment for line in range(node.line, node.end_line)):
            return None
        text = self.flow(node)
        return text if len(text) + room <= WIDTH else None

    def parts(self, node: Mapping | Sequence) -> bool:
        """True where it holds anything."""
        return bool(node.pairs if isinstance(node, Mapping) else node.items)

    def flow(self, node: AnyNode) -> str:
        """The node between braces or brackets."""
        if isinstance(node, Scalar):
            return self.scalar(node)
        if isinstance(node, Sequence):
            return f"[{', '.join(map(self.flow, node.items))}]"
        if not node.pairs:
            return "{}"
        return "{ " + ", ".join(f"{self.scalar(key)}: {self.flow(value)}".rstrip() for key, value in node.pairs) + " }"

    def source_of(self, node: Scalar) -> str:
        """The scalar as it was written."""
        return self.text[node.start : node.end]

    def scalar(self, node: Scalar) -> str:
        """The scalar in one line, with the author's quotes; a term as it prints."""
        raw = self.source_of(node)
        term = self.terms.get(node.start, node.text)
        if node.quoted:
            if "\n" in raw:
                return json.dumps(term, ensure_ascii=False)
            return raw if term == node.text else raw[0] + term + raw[-1]
        return term if "\n" in raw or term != node.text else raw

    def block_scalar(self, label: str, node: Scalar, indent: int) -> None:
        """A text of several lines after `|` or `>`."""
        head, _, body = self.source_of(node).partition("\n")
        if not _CHOMPS.match(head):
            self.out.append(f"{label} {json.dumps(node.text, ensure_ascii=False)}")
            return
        self.out.append(f"{label} {head.strip()}")
        self.out += [
            f"{' ' * indent}{line}" if line.strip() else "" for line in textwrap.dedent(body).rstrip("\n").split("\n")
        ]
