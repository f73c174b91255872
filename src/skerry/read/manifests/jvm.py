"""Modules of Maven and Gradle that are built into programs, with the modules that only they need. Source: the plug-ins' own references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname

from skerry.facts.fleet import Witness
from skerry.read.manifests._libraries import FILES, libraries
from skerry.read.manifests._modules import belonging
from skerry.read.manifests._part import Part
from skerry.read.manifests._texts import Texts

READER = "jvm"
_PLUGIN = re.compile(
    r"spring-boot-maven-plugin|quarkus-maven-plugin|micronaut-maven-plugin|jib-maven-plugin|<packaging>\s*war\s*<|"
    r"org\.springframework\.boot['\"]?\)?|['\"]spring-boot['\"]|['\"]io\.quarkus['\"]|io\.micronaut\.application|"
    r"com\.github\.johnrengelman\.shadow|com\.google\.cloud\.tools\.jib|id\s*\(?['\"]application['\"]|apply plugin:\s*['\"]application['\"]"
)
_ROOT = re.compile(r"<packaging>\s*pom\s*<")
_ARTIFACT = re.compile(r"<artifactId>\s*([\w.-]+)\s*</artifactId>")
_PARENT = re.compile(r"<parent>.*?</parent>", re.S)


def read(texts: Texts) -> Iterator[Part]:
    """A part for each module that is a program."""
    files = {
        dirname(file.path): file.path for name in reversed(FILES) for file in texts.named(name) if file.role != "test"
    }
    names = {folder: _name(texts.of(path), folder) for folder, path in files.items()}
    known = {name: folder for folder, name in names.items()} | {folder.rpartition("/")[2]: folder for folder in files}
    needs = {
        folder: [
            known[each.name] for each in libraries(texts, folder) if each.name in known and known[each.name] != folder
        ]
        for folder in files
    }
    programs = [folder for folder, path in files.items() if _is_program(texts, folder, texts.of(path))]
    own = belonging(needs, programs)
    for folder in programs:
        if names[folder]:
            yield Part(
                names[folder], Witness(files[folder], 1, READER, names[folder]), rank=8, folder=folder, runs=False, libraries=own[folder]
            )  # fmt: skip


def _is_program(texts: Texts, folder: str, text: str) -> bool:
    sources = f"{folder}/src/main" if folder else "src/main"
    return bool(_PLUGIN.search(text)) and not _ROOT.search(text) and sources in texts.folders


def _name(text: str, folder: str) -> str:
    """The module's own artifact, which stands behind its parent's; Gradle calls a module as its folder."""
    found = _ARTIFACT.search(_PARENT.sub("", text)) if "<project" in text else None
    return found[1] if found else folder.rpartition("/")[2]
