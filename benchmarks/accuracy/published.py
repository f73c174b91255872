"""Inventories that a system publishes about itself, read in the plainest way: OpenAPI, SDL, SQL, Liquibase, snapshots of mappers.

Every function takes files of the system and gives a set of comparable items: tables by lower-case name, endpoints by method and path.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

Route = tuple[str, str]
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_NAME = r'[\[`"\w.\]-]+'
_SQL = re.compile(
    rf"(?i)\b(create|drop)\s+table\s+(?:if\s+(?:not\s+)?exists\s+)?({_NAME})"
    rf"|\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?({_NAME})\s+rename\s+to\s+({_NAME})"
)


def openapi(files: Iterable[Path]) -> set[Route]:
    """Method and path of each operation of OpenAPI or Swagger documents (YAML by its indentation, so that no library is asked)."""
    return {(verb, hole(path)) for file in files for verb, path in _operations(file)}


def _operations(file: Path) -> Iterator[Route]:
    text = file.read_text()
    if file.suffix == ".json":
        said = json.loads(text)
        base = said.get("basePath", "").rstrip("/")
        yield from ((v.upper(), base + path) for path, item in said["paths"].items() for v in item if v in _VERBS)
        return
    base = next(iter(re.findall(r"^basePath:\s*['\"]?([^'\"\s]+)", text, re.MULTILINE)), "").rstrip("/")
    path, inside = "", False
    for line in text.splitlines():
        if re.match(r"\w", line):
            inside = line.startswith("paths:")
        elif inside and (found := re.match(r"  ['\"]?(/[^'\":]*)['\"]?:", line)):
            path = found.group(1)
        elif inside and (found := re.match(r"    (\w+):", line)) and found.group(1) in _VERBS:
            yield found.group(1).upper(), base + path


def hole(path: str) -> str:
    """A path with nameless holes and without a slash at its end."""
    return re.sub(r"\{[^}]*\}", "{}", re.sub(r"[:*](\w+)", r"{\1}", path)).rstrip("/").lower() or "/"


def sdl(file: Path) -> set[Route]:
    """The fields of the root types of a GraphQL schema."""
    found = set()
    for root, block in re.findall(
        r"^type (Query|Mutation|Subscription)\b[^{]*\{\n(.*?)^\}", file.read_text(), re.M | re.S
    ):
        undescribed = re.sub(r'""".*?"""', "", block, flags=re.DOTALL)
        body = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", undescribed)
        found |= {(root.upper(), name) for name in re.findall(r"^  (\w+):", body, re.MULTILINE)}
    return found


def sql(files: Iterable[Path]) -> set[str]:
    """The tables that a series of SQL files, sorted by name, leaves behind."""
    kept: set[str] = set()
    for file in sorted(files):
        text = re.sub(r"--[^\n]*|/\*.*?\*/", "", file.read_text(errors="replace").lstrip("\ufeff"), flags=re.DOTALL)
        for what, name, old, new in _SQL.findall(text):
            if old:
                kept.discard(_plain(old))
                kept.add(_plain(new))
            elif what.lower() == "drop":
                kept.discard(_plain(name))
            else:
                kept.add(_plain(name))
    return kept


def _plain(name: str) -> str:
    return re.sub(r'[\[\]`"]', "", name).lower().rpartition(".")[2]


def liquibase(files: Iterable[Path]) -> set[str]:
    """The tables that changes in XML create, rename and drop."""
    made, gone = set(), set()
    for file in files:
        for element in ElementTree.parse(file).iter():
            match element.tag.rpartition("}")[2]:
                case "createTable":
                    made.add(element.attrib["tableName"].lower())
                case "dropTable":
                    gone.add(element.attrib["tableName"].lower())
                case "renameTable":
                    gone.add(element.attrib["oldTableName"].lower())
                    made.add(element.attrib["newTableName"].lower())
    return made - gone


def django_migrations(root: Path) -> set[str]:
    """The tables of all models that Django's migrations create, rename and delete; an application's label is its folder's name."""
    kept: dict[tuple[str, str], str] = {}
    for file in sorted(root.rglob("migrations/[0-9]*.py")):
        app = file.parent.parent.name
        calls = [n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)]
        for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset)):
            _migrate(app, call, kept)
    return set(kept.values())


def _migrate(app: str, call: ast.Call, kept: dict[tuple[str, str], str]) -> None:
    given = [ast.unparse(a).strip("'\"").lower() for a in call.args]
    named = {k.arg: ast.unparse(k.value).strip("'\"").lower() for k in call.keywords}
    name = named.get("name", given[0] if given else "")
    match getattr(call.func, "attr", ""):
        case "CreateModel":
            if "'proxy': true" not in named.get("options", ""):
                table = re.search(r"'db_table': '(\w+)'", named.get("options", ""))
                kept[app, name] = table.group(1) if table else f"{app}_{name}"
        case "DeleteModel":
            kept.pop((app, name), None)
        case "RenameModel":
            old, new = (
                named.get("old_name", given[0] if given else ""),
                named.get("new_name", given[-1] if given else ""),
            )
            before = kept.pop((app, old), f"{app}_{old}")
            kept[app, new] = before if before != f"{app}_{old}" else f"{app}_{new}"
        case "AlterModelTable":
            table = named.get("table", given[-1] if given else "")
            kept[app, name] = table if table != "none" else f"{app}_{name}"


def ef_snapshot(file: Path) -> set[str]:
    """The tables of an Entity Framework model snapshot."""
    return {name.lower() for name in re.findall(r'\.ToTable\("([^"]+)"', file.read_text())}


def mikro_orm(files: Iterable[Path]) -> set[str]:
    """The tables of MikroORM's snapshots."""
    return {table["name"].lower() for file in files for table in json.loads(file.read_text())["tables"]}
