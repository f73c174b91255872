"""Libraries that a JVM module is built with, by their artifact names: Maven's `pom.xml`, Gradle's `build.gradle` and `.kts`.

Nothing is resolved: what a library brings along is not known. Those for tests alone are left out. What a module excludes of another
one of the tree (Gradle's `exclude module:`, Maven's `<exclusions>`) stands beside it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from posixpath import dirname, join

from msgspec import Struct

from skerry.read.manifests._texts import Texts

FILES = ("pom.xml", "build.gradle", "build.gradle.kts")
CATALOG = "gradle/libs.versions.toml"
_ASIDE = (
    ("<!--", "-->"),
    *((f"<{tag}>", f"</{tag}>") for tag in ("dependencyManagement", "build", "reporting", "profiles")),
)
_ARTIFACT = re.compile(r"<artifactId>\s*([\w.-]+)\s*</artifactId>")
_TEST = re.compile(r"<scope>\s*test\s*</scope>")
_GRADLE = re.compile(
    r"""^\s*(?:compile|implementation|api|runtime|runtimeOnly|compileOnly)\b[\s(]*"""
    r"""(?:["'][\w.${}-]+:([\w.-]+)|group\s*[:=]\s*["'][^"']*["']\s*,\s*name\s*[:=]\s*["']([\w.-]+))""",
    re.MULTILINE,
)
_PROJECT = re.compile(
    r"""^\s*(?:compile|implementation|api)\b[\s(]*project\(\s*(?:path\s*:\s*)?["']:([\w.:-]+)""", re.MULTILINE
)
_BLOCK = re.compile(r"""["']?[\s)]*\{([^{}]{0,2000})\}""")
_EXCLUDED = re.compile(r"""\bexclude\b[^\n]*?\bmodule\s*[:=]\s*["']([\w.-]+)""")
_LISTED = re.compile(r"""^[ \t]*["'][\w.-]+:([\w.-]+)(?::[^"'\s]*)?["'][ \t]*[,)]?[ \t]*$""", re.MULTILINE)
_ALIAS = re.compile(r"^\s*(?:compile|implementation|api|runtimeOnly|compileOnly)\b[\s(]*libs\.([\w.]+)", re.MULTILINE)
_LIBS = "libs:"  # before the alias of a library whose name a version catalog has
_REMARK = re.compile(r"^[ \t]*//.*$", re.MULTILINE)


class Library(Struct, frozen=True, order=True, gc=False):
    """`name` is the artifact's (`spring-cloud-starter-config`), or that of a module beside it; `without` are the artifacts that it
    is not to bring along."""

    name: str
    path: str
    line: int
    without: tuple[str, ...] = ()


def libraries(texts: Texts, folder: str) -> list[Library]:
    """The libraries of the module in a folder, with those that the builds around it give to all their modules."""
    found: list[Library] = []
    at = folder
    while True:
        for name in FILES:
            text = texts.of(join(at, name))
            if text and (at == folder or "<modules>" in text or "subprojects" in text or "allprojects" in text):
                found += _maven(text, join(at, name)) if name == "pom.xml" else _gradle(text, join(at, name))
        catalog = texts.of(join(at, CATALOG))
        found = [row for each in found for row in _of_catalog(each, catalog)] if catalog else found
        if not at:
            return found
        at = dirname(at)


def _maven(text: str, path: str) -> Iterator[Library]:
    kept = text
    for opening, closing in _ASIDE:
        kept = _without(kept, opening, closing)
    for start, end in _spans(kept, "<dependency>", "</dependency>"):
        artifacts = list(_ARTIFACT.finditer(kept, start, end))  # those behind the first are excluded
        if artifacts and not _TEST.search(kept, start, end):
            without = tuple(each[1] for each in artifacts[1:])
            yield Library(artifacts[0][1], path, _line(kept, artifacts[0].start(1)), without)


def _gradle(text: str, path: str) -> Iterator[Library]:
    kept = _without(_REMARK.sub("", text), "/*", "*/")
    for found in _GRADLE.finditer(kept):
        at = 1 if found[1] else 2
        yield Library(found[at], path, _line(kept, found.start(at)))
    for found in _PROJECT.finditer(kept):
        yield Library(found[1].rpartition(":")[2], path, _line(kept, found.start(1)), _excluded(kept, found.end()))
    for found in _LISTED.finditer(kept):
        yield Library(found[1], path, _line(kept, found.start(1)))
    for found in _ALIAS.finditer(kept):
        yield Library(_LIBS + found[1].replace(".", "-"), path, _line(kept, found.start(1)))


def _excluded(text: str, at: int) -> tuple[str, ...]:
    """The modules that the block behind a dependency excludes."""
    block = _BLOCK.match(text, at)
    return tuple(_EXCLUDED.findall(block[1])) if block else ()


def _of_catalog(library: Library, catalog: str) -> Iterator[Library]:
    """The libraries behind `libs.spring.config` and `libs.bundles.web`, as the version catalog has them."""
    if not library.name.startswith(_LIBS):
        yield library
        return
    try:
        known = tomllib.loads(catalog)
    except ValueError:
        return
    alias = library.name.removeprefix(_LIBS)
    bundles = known.get("bundles", {})
    inside = bundles.get(alias.removeprefix("bundles-"), []) if alias.startswith("bundles-") else [alias]
    rows = {key.replace("_", "-").replace(".", "-"): row for key, row in known.get("libraries", {}).items()}
    for name in inside if isinstance(inside, list) else ():
        row = rows.get(str(name).replace("_", "-").replace(".", "-"))
        module = row.get("module", f":{row.get('name', '')}") if isinstance(row, dict) else row
        if isinstance(module, str) and ":" in module:
            yield Library(module.split(":")[1], library.path, library.line)


def _spans(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Where it stands between an opening and the next closing sign; in time that grows with the text alone."""
    end = 0
    while (start := text.find(opening, end)) >= 0 and (end := text.find(closing, start)) >= 0:
        yield start, end


def _without(text: str, opening: str, closing: str) -> str:
    """The text without what stands between two signs; its lines keep their numbers."""
    kept, last = list[str](), 0
    for start, end in _spans(text, opening, closing):
        kept += text[last:start], "\n" * text.count("\n", start, end)
        last = end + len(closing)
    return "".join((*kept, text[last:]))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
