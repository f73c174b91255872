"""Spring applications: the name under which each registers, its port, and what its starters and annotations make of it.

Source: Spring Boot reference, "Externalized Configuration" and the @Enable… annotations of Spring Cloud Netflix and Config.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname

from skerry.facts.fleet import Witness
from skerry.read.manifests._libraries import FILES, libraries
from skerry.read.manifests._part import Part
from skerry.read.manifests._properties import Property, properties
from skerry.read.manifests._spring_roles import of_annotation, of_library
from skerry.read.manifests._texts import Texts

READER = "spring"
RANK = 90  # a registered name is the one that others call
_CONFIGURATION = ("application*.yml", "application*.yaml", "application*.properties", "bootstrap*.yml", "bootstrap*.yaml",
                  "bootstrap*.properties")  # fmt: skip
_FOLDER = re.compile(r"(^|/)(src/main/resources|src/main/webapp/WEB-INF|resources|conf|config)(/config)?$")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*$")
_ANNOTATION = re.compile(r"^\s*@(Enable\w+|SpringBootApplication|SpringCloudApplication)\b", re.M)
_MAIN = re.compile(r"\bstatic\s+void\s+main\s*\(|\bfun\s+main\s*\(")


def read(texts: Texts) -> Iterator[Part]:
    """A part for each application: of its configuration, and of its main class."""
    named: set[str] = set()
    for folder, rows in _modules(texts).items():
        if part := _configured(folder, rows):
            named.add(folder)
            yield part
    yield from _started(texts)


def _modules(texts: Texts) -> dict[str, list[Property]]:
    """The properties of each module, those of `bootstrap` first."""
    found: dict[str, list[Property]] = {}
    for file in sorted(texts.named(*_CONFIGURATION), key=lambda f: "bootstrap" not in f.path):
        at = dirname(file.path)
        if file.role == "test" or not (_FOLDER.search(at) or _builds(texts, at)):
            continue
        rows = properties(texts, file.path)
        # A configuration server keeps others' files, which say for whom they are.
        found.setdefault(_FOLDER.sub("", at), []).extend(rows)
    return found


def _builds(texts: Texts, folder: str) -> bool:
    return any((f"{folder}/{name}" if folder else name) in texts.by_path for name in FILES)


def _configured(folder: str, rows: list[Property]) -> Part | None:
    name = next(
        (row for row in rows if row.key == "spring.application.name" and _NAME.match(_default(row.value))), None
    )
    if name is None:
        return None
    ports = [
        int(port)
        for row in rows
        if row.key == "server.port" and (port := _default(row.value)).isdigit() and port != "0"
    ]
    own = _default(name.value)
    return Part(
        own, Witness(name.path, name.line, READER, own), rank=RANK, folder=folder, technology="spring",
        ports=tuple(dict.fromkeys(ports)), runs=True,
    )  # fmt: skip


def _default(value: str) -> str:
    """`${PORT:8080}` is 8080 where nobody says otherwise."""
    found = re.fullmatch(r"\$\{[\w.-]+:([^${}]*)\}", value)
    return found[1] if found else value


def _started(texts: Texts) -> Iterator[Part]:
    """What main classes and build files say that an application is there for."""
    for file in texts.named("*.java", "*.kt"):
        if file.role != "source" or "/src/main/" not in f"/{file.path}":
            continue
        text = texts.of(file.path)
        if "@Enable" not in text and "@Spring" not in text:
            continue
        marks = {found[1]: text.count("\n", 0, found.start(1)) + 1 for found in _ANNOTATION.finditer(text)}
        boots = (
            "SpringBootApplication" in marks
            or "SpringCloudApplication" in marks
            or ("EnableAutoConfiguration" in marks)
        )
        main = boots and bool(_MAIN.search(text))
        role, technology = of_annotation(marks)
        if not (main or role):
            continue
        folder = f"/{file.path}".partition("/src/main/")[0].removeprefix("/")
        if not role:
            role, technology = of_library(
                library.name for library in libraries(texts, folder) if dirname(library.path) == folder
            )
        line = next(iter(marks.values()))
        yield Part(
            folder.rpartition("/")[2] or "application", Witness(file.path, line, READER, "main class" if main else role),
            rank=10, folder=folder, role=role, technology=technology or "spring", runs=False, serves=main,
        )  # fmt: skip
