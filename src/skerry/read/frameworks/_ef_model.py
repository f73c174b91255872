"""Which classes Entity Framework maps: gathered once from all contexts and configurations of a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Column
from skerry.read.declarations import Declarations
from skerry.read.derived import Derived
from skerry.read.frameworks._marks import argument, has, mark
from skerry.read.frameworks._view import View, first_string
from skerry.read.outline import Variable

DB_SET = re.compile(r"\b(?:I?DbSet|IMongoCollection)<\s*([\w.]+)")
_CONFIGURES = re.compile(r"IEntityTypeConfiguration<\s*([\w.]+)")
_COLLECTION = re.compile(
    r"(?:\w*Collection|I?List|IEnumerable|HashSet|ISet|IReadOnlyList|IQueryable)<\s*([\w.]+)|([\w.]+)\[\]"
)
_KEY = re.compile(r"(?i)(.*)id$")


def mapped(declarations: Declarations) -> dict[int, str]:
    """The unit of each mapped class and the name of the set that holds it, '' where only a configuration names it."""
    return _mapped(declarations)


@Derived
def _mapped(declarations: Declarations) -> dict[int, str]:
    found: dict[int, str] = {}
    for n, f in enumerate(declarations.files):
        if f.language == "csharp" and f.role not in {"migration", "test"}:
            for field in f.head.fields:
                named = DB_SET.search(field.type) if field.kind == "field" else None
                _note(declarations, found, n, named, field.name)
            for scope in f.head.scopes:
                for base in scope.bases:
                    _note(declarations, found, n, _CONFIGURES.search(base), "")
    return found


def _note(d: Declarations, found: dict[int, str], file: int, named: re.Match[str] | None, holder: str) -> None:
    unit = d.resolve(file, named.group(1)).unit if named is not None else -1
    if unit >= 0:
        found[unit] = found.get(unit) or holder


def table(declarations: Declarations, unit: int) -> str:
    """The table as the class declares it, else the name of its set, else its own."""
    scope = declarations.scope(unit)
    declared = mark(scope.marks, "Table") if scope is not None else None
    given = first_string(argument(declared.args, "name")) if declared is not None else ""
    return given or mapped(declarations).get(unit, "") or (scope.name if scope is not None else "")


def columns(view: View, unit: int) -> Iterator[Column]:
    """The properties of a mapped class, inherited ones too; of the computed ones those that show a collection of entities."""
    declarations = view.declarations
    scope = declarations.scope(unit)
    seen: set[str] = set()
    for owner in (unit, *(base for _, base in declarations.ancestors(unit) if base >= 0)):
        for field in declarations.fields(owner):
            if field.name not in seen and _is_property(field):
                seen.add(field.name)
                column = _column(declarations, owner, field, scope.name if scope is not None else "")
                if column.many or not field.value.startswith("=>"):
                    yield column


def _is_property(field: Variable) -> bool:
    """Public properties, as far as a name tells them from fields."""
    return field.name[:1].isupper() and not has(field.marks, "static", "const", "NotMapped", "private")


def _column(declarations: Declarations, owner: int, field: Variable, entity: str) -> Column:
    file = declarations.file_index[owner]
    inner = _COLLECTION.match(field.type)
    many = inner is not None
    name = (inner.group(1) or inner.group(2)) if inner else field.type.rstrip("?")
    target = declarations.resolve(file, name, owner).unit if name else -1
    related = target >= 0 and target in mapped(declarations)
    column = mark(field.marks, "Column")
    named = first_string(argument(column.args, "name")) if column is not None else ""
    declared = _KEY.match(field.name)
    key = has(field.marks, "Key") or (declared is not None and declared.group(1).lower() in {"", entity.lower()})
    return Column(
        named or field.name, field.type, key, name if related else "", target if related else -1, many and related
    )
