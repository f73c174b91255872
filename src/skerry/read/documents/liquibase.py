"""Liquibase's changelogs in XML and YAML: the steps of a schema's life. Those in SQL are read as SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import yaml
from msgspec.structs import replace

from skerry.facts.kinds import AnyFact, Column, TableChange
from skerry.read import problems, yaml_nodes
from skerry.read.documents import _xml
from skerry.read.documents._document import Document, Sheet
from skerry.read.documents._xml import Element
from skerry.read.documents.sql import read_sql
from skerry.read.outline import Note

_NAME = "liquibase"
_CLAIM = re.compile(rb"<(?:\w+:)?databaseChangeLog\b|^\s*[\"']?databaseChangeLog[\"']?\s*:", re.MULTILINE)
_BEGINNING = 20_000
_DEEPEST = 30
_NO_STEPS = frozenset({"rollback", "preConditions", "validCheckSum", "comment"})


def _read(path: str, source: bytes) -> Sheet:
    try:
        root = _xml.parse(source) if source.lstrip()[:1] == b"<" else _of_yaml(source)
    except (_xml.Refused, yaml_nodes.Refused) as error:
        return Sheet(notes=(Note(problems.SYNTAX.id, error.line, str(error)),))
    facts = [fact for each in _changes(root, _DEEPEST) for fact in _steps(path, each)]
    return Sheet(facts=tuple(facts))


def _of_yaml(source: bytes) -> Element:
    return _element("", yaml_nodes.compose(source), _DEEPEST)


def _element(name: str, node: yaml.Node | None, depth: int) -> Element:
    """What XML would say: scalars are attributes, and a list of `column: …` is so many elements of that name."""
    found = Element(name, {}, yaml_nodes.line(node) if node is not None else 0)
    for key, value in yaml_nodes.items(node) if depth else ():
        if isinstance(value, yaml.ScalarNode):
            found.attributes[key] = yaml_nodes.text(value)
        elif isinstance(value, yaml.MappingNode):
            found.content.append(_element(key, value, depth - 1))
        elif key not in _NO_STEPS:
            inner = [pair for each in yaml_nodes.sequence(value) for pair in yaml_nodes.items(each)]
            found.content += [_element(key, each, depth - 1) for key, each in inner]
    return found


def _changes(element: Element, depth: int) -> Iterator[Element]:
    for each in element.elements if depth else ():
        if each.name in {"changeSet", "databaseChangeLog"}:
            yield from _changes(each, depth - 1)
        elif each.name not in _NO_STEPS:
            yield each


def _steps(path: str, change: Element) -> Iterator[AnyFact]:
    given = change.attributes
    if change.name == "sql":
        text = given.get("sql") or "".join(part for part in change.content if isinstance(part, str))
        yield from (replace(fact, line=change.line + fact.line - 1) for fact in read_sql(path, text.encode()).facts)
    elif change.name in _STEPS:
        for what, columns, to in _STEPS[change.name](change):
            name = given.get("baseTableName") or given.get("oldTableName") or given.get("tableName", "")
            if name:
                yield TableChange(
                    unit=-1, line=change.line, reader=_NAME, what=what, name=name, columns=tuple(columns), to=to
                )


Step = tuple[str, list[Column], str]


def _columns(change: Element) -> list[Column]:
    return [_column(each) for each in change.elements if each.name == "column" and each.attributes.get("name")]


def _column(element: Element) -> Column:
    said = next((each.attributes for each in element.elements if each.name == "constraints"), {})
    references = said.get("referencedTableName") or said.get("references", "").partition("(")[0]
    given = element.attributes
    return Column(given["name"], given.get("type", ""), said.get("primaryKey", "").lower() == "true", references)


def _listed(change: Element, *names: str) -> list[str]:
    """Names in an attribute, apart at commas."""
    given = next((change.attributes[name] for name in names if name in change.attributes), "")
    return [each.strip() for each in given.split(",") if each.strip()]


def _dropped(change: Element) -> list[Step]:
    columns = [Column(name) for name in _listed(change, "columnName")] or _columns(change)
    return [("drop column", columns, "")]


def _renamed(change: Element) -> list[Step]:
    given = change.attributes
    return [("rename column", [Column(given.get("oldColumnName", ""))], given.get("newColumnName", ""))]


def _foreign(change: Element) -> list[Step]:
    to = change.attributes.get("referencedTableName", "")
    return [("alter", [Column(name, references=to) for name in _listed(change, "baseColumnNames")], "")]


_STEPS: dict[str, Callable[[Element], list[Step]]] = {
    "createTable": lambda c: [("create", _columns(c), "")],
    "dropTable": lambda c: [("drop", [], "")],
    "renameTable": lambda c: [("rename", [], c.attributes.get("newTableName", ""))],
    "addColumn": lambda c: [("alter", _columns(c), "")],
    "dropColumn": _dropped,
    "renameColumn": _renamed,
    "addForeignKeyConstraint": _foreign,
    "addPrimaryKey": lambda c: [("alter", [Column(name, key=True) for name in _listed(c, "columnNames")], "")],
}

DOCUMENT = Document(
    _NAME,
    _read,
    frozenset({".xml", ".yaml", ".yml"}),
    claims=lambda path, source: bool(_CLAIM.search(source[:_BEGINNING])),
)
