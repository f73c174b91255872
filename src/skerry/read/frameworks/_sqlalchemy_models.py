"""Which classes of a tree SQLAlchemy maps (declarative, Flask-SQLAlchemy, SQLModel), and to which tables and columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from skerry.facts.kinds import Column
from skerry.read.declarations import Declarations
from skerry.read.derived import Derived
from skerry.read.frameworks._values import snake
from skerry.read.frameworks._view import first_string, keyword
from skerry.read.outline import Variable

_COLUMN = re.compile(r"(?:[\w.]+\.)?(Column|mapped_column|Field)\(")
_RELATION = re.compile(r"(?:[\w.]+\.)?(relationship|Relationship|dynamic_loader)\(")
_FOREIGN = re.compile(r"(?:ForeignKey\(\s*|foreign_key\s*=\s*)([\"'])([\w.]+)\1")
_FOREIGN_TO = re.compile(r"ForeignKey\(\s*([A-Z]\w*)\.\w+")
_MAPPED = re.compile(r"(?:[\w.]+\.)?(?:Mapped|DynamicMapped|WriteOnlyMapped)\[(.*)\]$", re.DOTALL)


@dataclass(frozen=True)
class Mapped:
    """All mapped classes of a tree."""

    declarations: Declarations

    @Derived
    def tables(self) -> dict[int, str]:
        """Mapped class to its table; '' where it shares its base's, or is abstract."""
        found: dict[int, str] = {}
        for unit, u in enumerate(self.declarations.units):
            if u.kind == "class" and u.language == "python":
                table = self._table(unit)
                if table is not None:
                    found[unit] = table
        return found

    def _table(self, unit: int) -> str | None:
        """The class's own table; None if it is not mapped."""
        own = {variable.name: variable for variable in self.declarations.fields(unit)}
        name = self.declarations.units[unit].name
        if "__tablename__" in own:
            return first_string(own["__tablename__"].value) or snake(name)
        if own.get("__abstract__") is not None:
            return None
        scope = self.declarations.scope(unit)
        bases = scope.bases if scope is not None else ()
        if any("table=True" in base.replace(" ", "") for base in bases):
            return name.lower()
        lineage = list(self.declarations.ancestors(unit))
        if any(base >= 0 and self.declarations.own_field(base, "__tablename__") for _, base in lineage):
            return ""
        root = any(base == "db.Model" for base, u in lineage if u < 0)
        return snake(name) if root and any(_COLUMN.match(v.value) for v in own.values()) else None

    @Derived
    def by_table(self) -> dict[str, int]:
        """Table to the class that is mapped to it."""
        return {table: unit for unit, table in reversed(list(self.tables.items())) if table}

    @Derived
    def by_word(self) -> dict[str, int]:
        """Mapped classes by the name a variable would have, where only one has it."""
        found: dict[str, list[int]] = defaultdict(list)
        for unit in self.tables:
            found[snake(self.declarations.units[unit].name)].append(unit)
        return {word: units[0] for word, units in found.items() if len(units) == 1}

    def columns(self, unit: int) -> tuple[Column, ...]:
        """Columns of a mapped class and of its mixins, and its relations to many."""
        lineage = [base for _, base in self.declarations.ancestors(unit) if base >= 0 and not self.tables.get(base)]
        found: dict[str, Column] = {}
        for owner in (*reversed(dict.fromkeys(lineage)), unit):
            plain = self._is_sqlmodel(unit)
            for variable in self.declarations.fields(owner):
                for column in self._column(variable, owner, plain):
                    found[column.name] = column
        return tuple(found.values())

    def _is_sqlmodel(self, unit: int) -> bool:
        return any(name.endswith("SQLModel") for name, _ in self.declarations.ancestors(unit))

    def _column(self, variable: Variable, owner: int, plain: bool) -> Iterator[Column]:
        if variable.kind != "field" or variable.name.startswith("__"):
            return
        mapped = _MAPPED.match(variable.type)
        inner = mapped.group(1) if mapped else variable.type
        if _RELATION.match(variable.value) or (mapped and self._meant(inner, owner) >= 0):
            yield from self._relation(variable, inner, owner)
        elif _COLUMN.match(variable.value) or mapped or (plain and variable.type):
            args = variable.value[variable.value.find("(") + 1 :] if "(" in variable.value else ""
            table, target = self._reference(variable.value, owner)
            key = keyword(args, "primary_key") == "True"
            yield Column(_named(variable, args), _type(inner, args), key, table, target)

    def _reference(self, value: str, owner: int) -> tuple[str, int]:
        foreign = _FOREIGN.search(value)
        if foreign is not None:
            table = foreign.group(2).split(".")[-2] if "." in foreign.group(2) else foreign.group(2)
            return table, self.by_table.get(table, -1)
        to = _FOREIGN_TO.search(value)
        unit = self._meant(to.group(1), owner) if to is not None else -1
        return (self.tables[unit], unit) if unit >= 0 else ("", -1)

    def _relation(self, variable: Variable, annotated: str, owner: int) -> Iterator[Column]:
        """Only what leads to many: the other direction is a foreign key's."""
        said = first_string(variable.value) or variable.value[variable.value.find("(") + 1 :].split(",")[0]
        target = self._meant(annotated, owner) if annotated else -1
        target = target if target >= 0 else self._meant(said, owner)
        if annotated:
            many = bool(re.search(r"(?i)\b(list|set|sequence|collection)\[", annotated))
        else:
            many = target >= 0 and "uselist=False" not in variable.value and not self._points(owner, target)
        if many and target >= 0:
            yield Column(variable.name, "relationship", False, self.declarations.units[target].name, target, True)

    def _points(self, owner: int, target: int) -> bool:
        fields = self.declarations.fields(owner)
        return any(self._reference(v.value, owner)[1] == target for v in fields)

    def _meant(self, text: str, owner: int) -> int:
        for name in re.findall(r"[A-Za-z_][\w.]*", text):
            unit = self.declarations.resolve(self.declarations.file_index[owner], name, owner).unit
            if unit in self.tables:
                return unit
            loaded = self.declarations.by_string(name).unit
            if loaded in self.tables:
                return loaded
        return -1


def _named(variable: Variable, args: str) -> str:
    """The column's own name where the first argument gives one."""
    said = re.match(r"\s*[\"'](\w+)[\"']", args)
    return said.group(1) if said else variable.name


def _type(annotated: str, args: str) -> str:
    if annotated:
        return re.sub(r"Optional\[|\]|\s*\|\s*None", "", annotated)
    said = re.match(r"\s*(?:[\"']\w+[\"']\s*,\s*)?(?:[\w.]*\.)?(\w+)", args)
    return said.group(1) if said and said.group(1) != "ForeignKey" else ""
