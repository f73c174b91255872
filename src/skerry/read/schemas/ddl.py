"""What a statement does to tables: parsed by sqlglot, in the likeliest dialect that understands it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from skerry.facts.kinds import Column

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # what it can't parse is reported as ours

_QUOTES = str.maketrans("", "", "\"`[]'")
_RENAME = re.compile(
    r"(?is)RENAME\s+TABLE\s+(\S+)\s+TO\s+(\S+)|(?:EXEC\s+)?sp_rename\s+N?'([^']+)'\s*,\s*N?'([^']+)'(.*)"
)
_DROP = re.compile(
    r"(?is)DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?(.+?)(?:\s+(?:IF\s+EXISTS|CASCADE|RESTRICT|PURGE|CONSTRAINTS)\b.*)?$"
)
_DEFAULT_SCHEMAS = frozenset({"dbo", "public", "main"})
MOST_LETTERS = 200_000  # of one statement: a table that long is none


class Step(NamedTuple):
    """What one statement (or a part of it) does to a table; the fields of `TableChange`."""

    what: str
    name: str
    columns: tuple[Column, ...] = ()
    to: str = ""


class NotUnderstood(ValueError):
    """No dialect parses the statement."""


def steps(sql: str, dialects: Sequence[str]) -> list[Step]:
    """The steps of one CREATE TABLE, ALTER TABLE, DROP TABLE or rename. Raises NotUnderstood."""
    dropped = _DROP.match(sql)
    if dropped:
        return [Step("drop", _schemaless(name.strip())) for name in dropped.group(1).split(",")]
    renamed = _RENAME.match(sql)
    if renamed:
        return list(_renamed(renamed))
    if len(sql) > MOST_LETTERS:
        raise NotUnderstood
    for dialect in dialects:
        try:
            parsed = parse_one(sql, dialect=dialect)
        except (SqlglotError, RecursionError):
            continue
        if not isinstance(parsed, exp.Command):
            return list(_steps(parsed, dialect))
    raise NotUnderstood


def _renamed(found: re.Match[str]) -> Iterator[Step]:
    old, new, subject, name, rest = found.groups()
    if old:
        yield Step("rename", old.translate(_QUOTES), (), new.translate(_QUOTES))
    elif "COLUMN" in (rest or "").upper():
        table, _, column = subject.rpartition(".")
        yield Step("rename column", _schemaless(table), (Column(column.translate(_QUOTES)),), name)
    elif "INDEX" not in (rest or "").upper():
        yield Step("rename", _schemaless(subject), (), name)


def _schemaless(name: str) -> str:
    plain = name.translate(_QUOTES)
    head, _, last = plain.rpartition(".")
    return last if head.lower() in _DEFAULT_SCHEMAS else plain


def _steps(parsed: exp.Expr, dialect: str) -> Iterator[Step]:
    if isinstance(parsed, exp.Create) and parsed.kind == "TABLE":
        partition = parsed.find(exp.PartitionedOfProperty)
        temporary = parsed.find(exp.TemporaryProperty)
        if partition is None and temporary is None and not _name(parsed.this).startswith("#"):
            schema = parsed.this
            parts = schema.expressions if isinstance(schema, exp.Schema) else []
            yield Step("create", _name(schema), tuple(_columns(parts, dialect)))
    elif isinstance(parsed, exp.Alter) and parsed.args.get("kind") == "TABLE":
        yield from _altered(parsed, dialect)


def _altered(parsed: exp.Alter, dialect: str) -> Iterator[Step]:
    added: list[exp.Expr] = []
    table = _name(parsed.this)
    for action in parsed.args.get("actions") or []:
        if isinstance(action, exp.AlterRename):
            yield Step("rename", table, (), _name(action.this))
        elif isinstance(action, exp.RenameColumn):
            yield Step("rename column", table, (Column(action.this.name),), action.args["to"].name)
        elif isinstance(action, exp.Drop):
            if action.args.get("kind") in {"COLUMN", None}:
                named = action.args.get("tables") or [action.this]
                yield Step("drop column", table, tuple(Column(column.name) for column in named if column is not None))
        elif isinstance(action, exp.ColumnDef):
            added.append(action)
        elif isinstance(action, exp.Schema | exp.AddConstraint):
            added += action.expressions
    columns = tuple(_columns(added, dialect))
    if columns:
        yield Step("alter", table, columns)


def _columns(parts: Sequence[exp.Expr], dialect: str) -> Iterator[Column]:
    for part in parts:
        if isinstance(part, exp.ColumnDef):
            kind = part.args.get("kind")
            rules = [constraint.args.get("kind") for constraint in part.args.get("constraints") or []]
            key = any(isinstance(rule, exp.PrimaryKeyColumnConstraint) for rule in rules)
            points = next((_name(rule.this) for rule in rules if isinstance(rule, exp.Reference)), "")
            yield Column(part.name, kind.sql(dialect).lower().strip('"') if kind is not None else "", key, points)
        elif isinstance(part, exp.Constraint):
            yield from _constraint(part.expressions)
        else:
            yield from _constraint([part])


def _constraint(parts: Sequence[exp.Expr]) -> Iterator[Column]:
    """Keys that stand beside the columns, as what they add to them."""
    primary = any(isinstance(part, exp.PrimaryKeyColumnConstraint) for part in parts)
    for part in parts:
        if isinstance(part, exp.PrimaryKey):
            yield from (Column(column.name, key=True) for column in part.expressions)
        elif isinstance(part, exp.ForeignKey):
            reference = part.args.get("reference")
            points = _name(reference.this) if reference is not None else ""
            yield from (Column(column.name, references=points) for column in part.expressions)
        elif primary and isinstance(part, exp.ClusteredColumnConstraint | exp.NonClusteredColumnConstraint):
            yield from (Column(column.name, key=True) for column in part.this)


def _name(node: exp.Expr) -> str:
    """A table's name, its schema in front unless it is the default one."""
    table = node.this if isinstance(node, exp.Schema) else node
    schema = table.text("db") if isinstance(table, exp.Table) else ""
    return f"{schema}.{table.name}" if schema and schema.lower() not in _DEFAULT_SCHEMAS else str(table.name)
