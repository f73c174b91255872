"""Liquibase's changelogs lead to tables, in XML and in YAML."""

from pathlib import Path

import pytest

from skerry.facts.kinds import Table
from skerry.read.codebase import ReadOptions, read

_XML = """<?xml version="1.0"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog">
  <changeSet id="1" author="a">
    <createTable tableName="orders">
      <column name="id" type="BIGINT"><constraints primaryKey="true"/></column>
      <column name="buyer" type="BIGINT"/><column name="old" type="TEXT"/>
    </createTable>
    <createTable tableName="buyers"><column name="id" type="BIGINT"/></createTable>
    <createTable tableName="gone"><column name="id" type="INT"/></createTable>
    <rollback><dropTable tableName="orders"/></rollback>
  </changeSet>
  <changeSet id="2" author="a">
    <addForeignKeyConstraint baseTableName="orders" baseColumnNames="buyer" referencedTableName="buyers"/>
    <addPrimaryKey tableName="buyers" columnNames="id"/>
    <renameColumn tableName="orders" oldColumnName="old" newColumnName="note"/>
    <dropTable tableName="gone"/>
    <sql>CREATE TABLE lines (id INT PRIMARY KEY)</sql>
  </changeSet>
</databaseChangeLog>
"""
_YAML = """databaseChangeLog:
- changeSet:
    id: 1
    changes:
    - createTable:
        tableName: orders
        columns:
        - column: {name: id, type: BIGINT, constraints: {primaryKey: true}}
        - column: {name: buyer, type: BIGINT}
        - column: {name: old, type: TEXT}
    - createTable: {tableName: buyers, columns: [{column: {name: id, type: BIGINT}}]}
    - createTable: {tableName: gone, columns: [{column: {name: id, type: INT}}]}
    rollback:
    - dropTable: {tableName: orders}
- changeSet:
    id: 2
    changes:
    - addForeignKeyConstraint: {baseTableName: orders, baseColumnNames: buyer, referencedTableName: buyers}
    - addPrimaryKey: {tableName: buyers, columnNames: id}
    - renameColumn: {tableName: orders, oldColumnName: old, newColumnName: note}
    - dropTable: {tableName: gone}
    - sql: {sql: "CREATE TABLE lines (id INT PRIMARY KEY)"}
"""


@pytest.mark.parametrize(("name", "text"), [("changes.xml", _XML), ("changes.yaml", _YAML)])
def test_changes_lead_to_tables(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    graph = read(tmp_path, ReadOptions(remember=False, history=False))
    tables = {t.name: {(c.name, c.key, c.references) for c in t.columns} for t in graph.of(Table)}
    assert tables == {
        "orders": {("id", True, ""), ("buyer", False, "buyers"), ("note", False, "")},
        "buyers": {("id", True, "")},
        "lines": {("id", True, "")},
    }
    assert {t.line for t in graph.of(Table)} <= set(range(1, text.count("\n") + 1))


def test_other_and_broken_documents_are_left_out_with_a_word_where_they_were_meant(tmp_path: Path) -> None:
    (tmp_path / "ci.yml").write_text("jobs: [\n")
    (tmp_path / "changes.yml").write_text("databaseChangeLog: [\n  {a\n")
    (tmp_path / "shop.py").write_text("")
    (tmp_path / "pom.xml").write_text("<project>")
    graph = read(tmp_path, ReadOptions(remember=False, history=False))
    assert {p.span.path for p in graph.problems} == {"changes.yml"}
