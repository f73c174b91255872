"""OpenAPI and Swagger documents that a system's handlers implement: its endpoints, where code is generated from the document.

Such a document may as well describe somebody else's system, or this one's routes once more. So an operation counts where a function is
found that implements it; and where most operations of a document have one, the others count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import yaml
from msgspec.structs import replace

from skerry.facts.kinds import AnyFact, Endpoint
from skerry.kernel.words import split
from skerry.read import problems, yaml_nodes
from skerry.read.declarations import Declarations, type_names
from skerry.read.derived import Derived
from skerry.read.documents._document import Document, Sheet
from skerry.read.outline import Note

READER = "openapi"
_CLAIM = re.compile(rb"^\s*\{?\s*[\"']?(?:swagger[\"']?\s*:\s*[\"']?2|openapi[\"']?\s*:\s*[\"']?3)", re.MULTILINE)
_BEGINNING = 4_000
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_UNLIKELY = frozenset({"test", "generated", "vendored", "migration"})
_WEB = frozenset(
    (
        "handler",
        "handlers",
        "controller",
        "controllers",
        "api",
        "server",
        "rest",
        "resource",
        "http",
        "web",
        "routes",
        "ports",
    )
)
_TAKES = re.compile(r"http\.|\bRequest\b|echo\.|gin\.|fiber\.|[Rr]esponse")
_MOST = 0.5  # share of a document's operations that are implemented, for the others to be believed
_UNSURE = 0.5


def _read(path: str, source: bytes) -> Sheet:
    try:
        root = yaml_nodes.compose(source)
    except yaml_nodes.Refused as error:
        return Sheet(notes=(Note(problems.SYNTAX.id, error.line, str(error)),))
    base = _base(root)
    return Sheet(facts=tuple(_operations(base, root)))


def _base(root: yaml.Node | None) -> str:
    """What stands before every path: Swagger's `basePath`, the path of OpenAPI's first server."""
    server = next(iter(yaml_nodes.sequence(yaml_nodes.child(root, "servers"))), None)
    said = yaml_nodes.text(yaml_nodes.child(root, "basePath")) or _path_of(
        yaml_nodes.text(yaml_nodes.child(server, "url"))
    )
    return said.rstrip("/")


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _operations(base: str, root: yaml.Node | None) -> Iterator[AnyFact]:
    """Endpoints; `group` holds the tags for the search of their handlers."""
    for path, item in yaml_nodes.items(yaml_nodes.child(root, "paths")):
        for verb, operation in yaml_nodes.pairs(item) if path.startswith("/") else ():
            name = yaml_nodes.text(yaml_nodes.child(operation, "operationId"))
            if verb.value in _VERBS and name:
                tags = [yaml_nodes.text(tag) for tag in yaml_nodes.sequence(yaml_nodes.child(operation, "tags"))]
                yield Endpoint(
                    unit=-1, line=yaml_nodes.line(verb), reader=READER, method=verb.value.upper(), path=base + path,
                    name=name, group=" ".join(tags),
                )  # fmt: skip


def _place(declarations: Declarations, file: int, sheet: Sheet) -> Iterator[AnyFact]:
    functions = _Functions(declarations)
    first = declarations.files[file].first
    found = [(fact, functions.implementing(fact)) for fact in sheet.facts if isinstance(fact, Endpoint)]
    sure = sum(unit >= 0 for _, unit in found) >= _MOST * len(found)
    for fact, unit in found:
        if unit >= 0:
            yield replace(fact, unit=unit, at=first, group="", strength=0.9)
        elif sure:
            yield replace(fact, unit=first, at=first, group="", strength=_UNSURE)


@dataclass(frozen=True)
class _Functions:
    """The functions of a tree as implementations of operations. A name alone, which other layers may share, is too little."""

    declarations: Declarations

    def implementing(self, endpoint: Endpoint) -> int:
        """The function that an operation's name, its tags and its parameters point at; -1 for none, or for several alike."""
        points: dict[int, int] = {}
        for unit in _by_words(self.declarations).get(_joined(endpoint.name.rpartition(".")[2]), ()):
            points[unit] = self._points(unit, endpoint)
        best = max(points.values(), default=0)
        leading = [unit for unit, count in points.items() if count == best]
        return leading[0] if best and len(leading) == 1 else -1

    def _parent(self, unit: int) -> int:
        owner = self.declarations.owner_of_method(unit)
        return owner if owner >= 0 else self.declarations.units[unit].parent

    def _points(self, unit: int, endpoint: Endpoint) -> int:
        found = self.declarations.units[unit]
        parent = self._parent(unit)
        around = {*split(found.path.rpartition(".")[0]), *split(self.declarations.units[parent].name)}
        dotted = endpoint.name.rpartition(".")[0].replace(".", "/")
        taken = [v.type for v in self.declarations.fields(unit) if v.kind == "param"]
        asked = {_joined(name.rpartition(".")[2]) for type_ in taken for name in type_names(type_)}
        wanted = _joined(endpoint.name)
        signs = (
            2 * bool(around & _WEB)
            + 4 * bool(asked & {f"{wanted}params", f"{wanted}request", f"{wanted}requestobject"})
            + any(_TAKES.search(type_) is not None for type_ in taken)
            + 8 * bool(dotted and found.path.endswith(f"{dotted}.py"))
        )
        return signs and signs + 2 * bool(around & set(split(endpoint.group)))


def _joined(name: str) -> str:
    return re.sub(r"\W|_", "", name).lower()


@Derived
def _by_words(declarations: Declarations) -> dict[str, list[int]]:
    """Functions that code has, by their names without signs and capitals."""
    found: dict[str, list[int]] = {}
    for i, unit in enumerate(declarations.units):
        if unit.kind == "function" and unit.role not in _UNLIKELY and not _is_abstract(declarations, i):
            found.setdefault(_joined(unit.name), []).append(i)
    return found


def _is_abstract(declarations: Declarations, unit: int) -> bool:
    return declarations.units[declarations.units[unit].parent].kind == "interface"


DOCUMENT = Document(
    READER,
    _read,
    frozenset({".yaml", ".yml"}),
    names=frozenset({"openapi.json", "swagger.json", "api.json"}),
    claims=lambda path, source: bool(_CLAIM.search(source[:_BEGINNING])),
    place=_place,
)
