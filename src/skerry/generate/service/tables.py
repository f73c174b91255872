"""`adapters/tables.py`: where entities and views are stored."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.generate.service.code import Made, Module, lines
from skerry.generate.service.columns import Column, Table
from skerry.model.system import Service


def tables_module(service: Service, found: Sequence[Table], package: str) -> str:
    """The text of the module."""
    module = Module(
        f"Where {service.name} stores its data: a table for each entity, with its revision, and for each view.", package
    )
    module.use("sqlalchemy", "MetaData")
    module.add("metadata = MetaData()")
    for table in found:
        columns = tuple(("", column(each, module)) for each in table.columns)
        name = module.use("sqlalchemy", "Table")
        module.add(
            "\n".join(_one_a_line(table.name, Made(name, (("", f'"{table.name}"'), ("", "metadata"), *columns))))
        )
    return module.text()


def column(of: Column, module: Module, sa: str = "") -> Made:
    """The expression for a column; `sa` is what stands before SQLAlchemy's names."""
    arguments = [("", f'"{of.name}"'), ("", _type(of.type, module, sa))]
    if of.key:
        arguments.append(("primary_key", "True"))
    else:
        arguments.append(("nullable", str(of.nullable)))
        if of.index and not sa:
            arguments.append(("index", "True"))
    name = "sa.Column" if sa else module.use("sqlalchemy", "Column")
    return Made(name, tuple(arguments))


def _type(text: str, module: Module, sa: str) -> str:
    if sa:
        return f"sa.{text}"
    module.use("sqlalchemy", text.partition("(")[0])
    return text


def _one_a_line(name: str, of: Made) -> list[str]:
    inner = [line for _, value in of.arguments for line in lines("", value, ",", 4)]
    return [f"{name} = {of.name}(", *inner, ")"]
