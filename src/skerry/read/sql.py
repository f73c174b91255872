"""Which tables a piece of SQL reads and writes: a scanner that needs no grammar, for strings in code and bodies of procedures.

It knows where names of tables stand in any dialect (after FROM, JOIN, INTO, UPDATE, USING …) and what else stands there: subqueries,
table functions, common table expressions, aliases, placeholders, `EXTRACT(x FROM y)`, `FOR UPDATE`. A parser would take a thousand
times as long and refuse the templates that code is full of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

READ, WRITE = "read", "write"

_TOKEN = re.compile(
    r"""(?P<skip>--[^\n]*|/\*.*?\*/|'(?:[^']|'')*')
      |(?P<name>(?:"[^"\n]+"|`[^`\n]+`|\[[A-Za-z_][^\]\n]*\]|[^\W\d][\w$]*)
        (?:\s*\.\s*(?:"[^"\n]+"|`[^`\n]+`|\[[^\]\n]+\]|[^\W\d][\w$]*))*)
      |(?P<other>[$:@\#%&?]+\{?[\w.]*|\{[^}\n]*\}|\d[\w.]*|.)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTES = str.maketrans("", "", '"`[]')
_FUNCTIONS_WITH_FROM = frozenset(["extract", "substring", "trim", "overlay", "position"])
# Before a verb that is none: `FOR UPDATE`, `ON DUPLICATE KEY UPDATE`, `DO UPDATE`, `AFTER INSERT OR DELETE`, `THEN UPDATE SET`.
_NO_WRITE = frozenset(["for", "on", "key", "do", "after", "before", "or", "of", "then"])
_FILLERS = frozenset(
    ["only", "ignore", "low_priority", "delayed", "lateral", "table", "if", "exists", "top", "quick", "fetch"]
)
_KEYWORDS = frozenset(
    [
        "select", "from", "where", "join", "left", "right", "inner", "outer", "full", "cross", "natural", "on",
        "using", "group", "order", "by", "having", "limit", "offset", "union", "all", "intersect", "except", "set",
        "values", "into", "as", "and", "or", "not", "in", "is", "null", "exists", "case", "when", "then", "else",
        "end", "for", "fetch", "with", "when", "matched", "returning", "output", "straight_join", "window", "qualify",
        "begin", "if", "loop", "do", "perform", "execute", "default", "insert", "update", "delete", "merge",
        "declare", "option", "nolock", "lateral", "partition", "force", "use", "ignore", "index", "apply", "pivot",
        "unpivot", "tablesample", "sample", "minus", "connect", "start", "distinct", "like", "between", "go", "return",
    ]
)  # fmt: skip
# `Order`, `User` and `Group` are keywords and, in object queries and careless schemas, names.
_NO_TABLE = frozenset(
    ["select", "values", "where", "set", "on", "by", "dual", "with", "statistics", "the", "your", "this"]
)


@dataclass
class _Scan:
    tokens: list[str]  # names as written, anything else as one token
    found: dict[tuple[str, str], None] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    expressions: set[str] = field(default_factory=set)  # names of common table expressions

    def word(self, i: int) -> str:
        """The i-th token in lower case, '' outside."""
        return self.tokens[i].lower() if 0 <= i < len(self.tokens) else ""

    def table(self, i: int, mode: str) -> int:
        """Note the table that is named at `i`, if one is; the position after it and its alias."""
        while self.word(i) in _FILLERS:
            i += 1
        name = self.tokens[i] if i < len(self.tokens) else ""
        if not _may_be_table(name) or (mode == READ and self.word(i + 1) == "(") or self.word(i + 1) == "by":
            return i
        self.found.setdefault((mode, name), None)
        alias = i + 2 if self.word(i + 1) == "as" else i + 1
        if alias < len(self.tokens) and _is_name(self.tokens[alias]):
            self.aliases.setdefault(self.word(alias), name)
            return alias + 1
        return i + 1

    def tables(self, i: int, mode: str) -> None:
        """Note the tables of a list that begins at `i`; `mode` is that of the first."""
        after = self.table(i, mode)
        while self.word(after) == ",":
            after = self.table(after + 1, READ)


def accesses(sql: str) -> list[tuple[str, str]]:
    """The tables that a statement touches, as (read or write, name), in the order of the text and without quotes.

    A schema stays in front of a name unless it is the default one. What is no SQL gives [] or, where it begins like SQL, may give a
    wrong name: `looks_like_sql` says which strings are worth asking.
    """
    scan = _Scan([found.group() for found in _TOKEN.finditer(sql) if _counts(found)])
    functions: list[str] = []
    for i, token in enumerate(scan.tokens):
        if token == "(":
            functions.append(scan.word(i - 1))
            if scan.word(i + 1) in {"select", "with", "insert", "update", "delete"}:
                scan.expressions.update(_expression(scan, i))
        elif token == ")":
            if functions and functions.pop() == "from":  # a subquery, which may be the first of a list
                scan.tables(_past_alias(scan, i + 1), READ)
        elif token[0].isalpha():
            _keyword(scan, i, functions[-1] if functions else "")
    return list(dict.fromkeys(_resolved(scan)))


def _counts(found: re.Match[str]) -> bool:
    return found.lastgroup != "skip" and not found.group().isspace()


def _past_alias(scan: _Scan, i: int) -> int:
    """The start of the next table of a list, or a place where there is none."""
    i += scan.word(i) == "as"
    i += i < len(scan.tokens) and _is_name(scan.tokens[i])
    return i + 1 if scan.word(i) == "," else len(scan.tokens)


def _may_be_table(token: str) -> bool:
    return (
        bool(token)
        and (token[0] in '"`[_' or token[0].isalpha())
        and token.lower() not in _NO_TABLE
        and len(token) < 200
    )


def _is_name(token: str) -> bool:
    return _may_be_table(token) and token.lower() not in _KEYWORDS


def _expression(scan: _Scan, bracket: int) -> Iterator[str]:
    """`name AS (`, `name (a, b) AS MATERIALIZED (`: the name, if the bracket opens a common table expression."""
    i = bracket - 1
    while scan.word(i) in {"materialized", "not"}:
        i -= 1
    if scan.word(i) != "as":
        return
    i -= 1
    if scan.word(i) == ")":
        while i >= 0 and scan.word(i) != "(":
            i -= 1
        i -= 1
    yield scan.word(i)


def _keyword(scan: _Scan, i: int, function: str) -> None:
    word, before = scan.word(i), scan.word(i - 1)
    match word:
        case "from":
            if function in _FUNCTIONS_WITH_FROM or before == "distinct":
                return
            scan.tables(i + 1, WRITE if before == "delete" else READ)
        case "join" | "apply" | "straight_join":
            scan.table(i + 1, READ)
        case "using":
            scan.table(i + 1, READ)
        case _ if before not in _NO_WRITE:
            _written(scan, i, word)


def _written(scan: _Scan, i: int, word: str) -> None:
    match word:
        case "into":
            if any(scan.word(j) in {"insert", "replace", "merge"} for j in range(i - 1, max(-1, i - 4), -1)):
                scan.table(i + 1, WRITE)
        case "insert" | "merge":
            if scan.word(i + 1) not in {"into", "or", "ignore", "low_priority", "delayed", "overwrite", "on", "("}:
                scan.table(i + 1, WRITE)
        case "update":
            scan.table(i + 1, WRITE)
        case "delete" if _is_name(scan.tokens[i + 1] if i + 1 < len(scan.tokens) else ""):
            scan.table(i + 1, WRITE)  # `DELETE o FROM orders o`
        case "truncate":
            scan.table(i + 1, WRITE)


def _resolved(scan: _Scan) -> Iterator[tuple[str, str]]:
    for mode, written in scan.found:
        plain = written.translate(_QUOTES).replace(" ", "")
        target = scan.aliases.get(plain.lower())
        if target is not None and target.translate(_QUOTES).lower() != plain.lower():
            plain = target.translate(_QUOTES).replace(" ", "")
        head, dot, last = plain.rpartition(".")
        if plain.lower() in scan.expressions or (dot and head.lower() in scan.aliases):
            continue  # `JOIN o.items` of an object query goes through a relation
        yield mode, last if head.lower() in {"dbo", "public", "main"} else plain


_PROSE = re.compile(r"[.!?:]\s*$|\b(please|cannot|your|the)\b", re.IGNORECASE)
_SQL = re.compile(
    r"(?:\s*--[^\n]*\n)*\s*(?P<verb>select\b.*?\bfrom\b|insert\s+(?:ignore\s+|or\s+\w+\s+)?into\b|update\b.+?\bset\b|delete\s+(?:\w+\s+)?from\b|merge\s+into\b"
    r"|with\b.*?\bas\s*(?:materialized\s*)?\(|replace\s+into\b|truncate\s+table\b)",
    re.IGNORECASE | re.DOTALL,
)


def looks_like_sql(text: str) -> bool:
    """Whether a string literal is a statement and not a sentence that begins with `Select` or `Update`."""
    found = _SQL.match(text)
    if found is None:
        return False
    first = found["verb"].split(None, 1)[0]
    return (first.isupper() or first.islower()) and not (_PROSE.search(text) and "=" not in text and "*" not in text)
