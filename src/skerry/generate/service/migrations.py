"""Migrations: a revision of Alembic's for each change of the tables; `schema.json` beside them remembers how they were last written.

What the model no longer has stays in the database and may be empty from then on: dropping data is for a person to decide, in a
revision of their own. What is new and may not be empty gets its plainest value in the rows that are there; who knows better edits the
revision before it runs anywhere. A column of another type beside one that has gone is a new one: nothing is guessed to be renamed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from skerry.generate.service.code import Expression, Made, Module, lines
from skerry.generate.service.columns import Column, Table
from skerry.generate.service.tables import column

FOLDER = "migrations"
MEMORY = f"{FOLDER}/schema.json"
_ENV = '''"""Alembic's way in: the runtime opens the database, one replica at a time."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
'''
_HEAD = '''"""{about}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}
branch_labels = None
depends_on = None
'''


def migrations(found: Sequence[Table], before: Callable[[str], str]) -> dict[str, str]:
    """The files; revisions that were written before stay as they are."""
    memory = _memory(before(MEMORY))
    revisions: list[str] = list(memory.get("revisions", []))
    known: Mapping[str, Any] = memory.get("tables", {})
    kept = {_path(name): before(_path(name)) for name in revisions}
    steps = list(_steps(found, known))
    if steps:
        name = f"{len(revisions) + 1:04d}_{_title(found, known)}"
        kept[_path(name)] = _revision(name, revisions[-1] if revisions else "", steps)
        revisions.append(name)
    tables = {**known, **{each.name: {**known.get(each.name, {}), **each.plain()} for each in found}}
    text = json.dumps({"revisions": revisions, "tables": tables}, indent=1) + "\n"
    return {f"{FOLDER}/env.py": _ENV, **kept, MEMORY: text}


def _memory(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _path(name: str) -> str:
    return f"{FOLDER}/versions/{name}.py"


def _title(found: Sequence[Table], known: Mapping[str, Any]) -> str:
    """What a revision is called: the first, or after the first table that it changes."""
    changed = [each.name for each in found if known.get(each.name) != each.plain()]
    return changed[0] if known and changed else "initial"


def _steps(found: Sequence[Table], known: Mapping[str, Any]) -> Iterator[list[str]]:
    module = Module("", "")
    for table in found:
        if table.name not in known:
            yield from _created(table, module)
        else:
            yield from _changed(table, known[table.name], module)


def _created(table: Table, module: Module) -> Iterator[list[str]]:
    columns = tuple(("", column(each, module, "sa")) for each in table.columns)
    name: Expression = f'"{table.name}"'
    inner = [line for value in (name, *(each for _, each in columns)) for line in lines("", value, ",", 8)]
    yield ["    op.create_table(", *inner, "    )"]
    for each in table.columns:
        if each.index:
            yield _index(table, each)


def _changed(table: Table, known: Mapping[str, Any], module: Module) -> Iterator[list[str]]:
    for each in table.columns:
        there = known.get(each.name)
        if there is None:
            new = Column(each.name, each.type, nullable=True)
            yield lines("", Made("op.add_column", (("", f'"{table.name}"'), ("", column(new, module, "sa")))), indent=4)
            if each.fill:
                yield from _filled(table, each)
            if each.index:
                yield _index(table, each)
        elif there.get("type") != each.type:
            yield _altered(table, each.name, f"type_=sa.{each.type}")
    for name in known.keys() - {each.name for each in table.columns}:
        if not known[name].get("nullable"):
            yield _altered(table, name, "nullable=True")


def _filled(table: Table, each: Column) -> Iterator[list[str]]:
    """Rows that were there before are given a value, so that they can still be read."""
    yield [
        "    # rows that were there before: decide here, if they are to have another value",
        f'    {table.name} = sa.table("{table.name}", sa.column("{each.name}", sa.{each.type}))',
    ]
    update = f"{table.name}.update().values"
    yield lines("", Made("op.execute", (("", Made(update, ((each.name, each.fill),))),)), indent=4)


def _altered(table: Table, name: str, what: str) -> list[str]:
    return [f'    with op.batch_alter_table("{table.name}") as batch:', f'        batch.alter_column("{name}", {what})']


def _index(table: Table, each: Column) -> list[str]:
    name = f"ix_{table.name}_{each.name}"
    return lines(
        "", Made("op.create_index", (("", f'"{name}"'), ("", f'"{table.name}"'), ("", f'["{each.name}"]'))), indent=4
    )


def _revision(name: str, before: str, steps: list[list[str]]) -> str:
    about = "The tables as they were first." if not before else f"What has changed since {before}."
    head = _HEAD.format(about=about, revision=name, before=f'"{before}"' if before else None)
    body = "\n".join(line for step in steps for line in step)
    return f'{head}\n\ndef upgrade() -> None:\n    """Goes one step on."""\n{body}\n'
