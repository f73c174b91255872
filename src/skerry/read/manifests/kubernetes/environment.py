"""What a workload is given: variables, arguments and files, from its own manifest and from the maps that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from skerry.facts.fleet import Witness
from skerry.read.manifests._part import Setting
from skerry.read.manifests.kubernetes.contents import contents
from skerry.read.manifests.kubernetes.maps import Maps, mounted_maps, whole_maps
from skerry.read.manifests.kubernetes.objects import READER
from skerry.read.manifests.kubernetes.scripts import used, waited_for
from skerry.read.manifests.kubernetes.values import line_of, listed, mapping, mappings, text
from skerry.read.manifests.kubernetes.workloads import Workload

_REFERENCE = re.compile(r"\$\(([\w.-]+)\)")
_IN_SHELL = re.compile(r"\$\(([\w.-]+)\)|\$\{(\w+)\}|\$(\w+)")
_ASSIGNED = re.compile(r"-*([A-Za-z_][\w.-]*)=(.*)$", re.S)
_OPTION = re.compile(r"--?([A-Za-z][\w.-]*)$")
_ADDRESS = re.compile(r"[\w+.-]+://\S+$|[A-Za-z][\w.-]*:\d{2,5}(/\S*)?$")


def settings(workload: Workload, maps: Maps) -> Iterator[Setting]:
    """All that the working containers get, the main one's first, and what those that run before them get."""
    for container in [*workload.containers, *mappings(workload.pod, "initContainers")]:
        given = list(variables(container, workload.origin.path, maps))
        yield from given
        given_words = words(container, {each.key: each.value for each in given})
        witness = Witness(
            workload.origin.path, line_of(container, "args" if "args" in container else "command"), READER
        )
        if not waited_for(text(container, "image"), given_words) or container in workload.containers:
            yield from (Setting(key, value, witness, "argument") for key, value in arguments(given_words))
    yield from _files(workload, maps)


def variables(container: Mapping[str, Any], path: str, maps: Maps) -> Iterator[Setting]:
    """A container's environment: maps as a whole first, since its own variables come before them, and may refer to them."""
    known: dict[str, str] = {}
    for kind, name, prefix in whole_maps(container):
        how = "shared" if maps.is_shared(kind, name, path) else "env"
        for key, value, origin, section in maps.entries(kind, name, path):
            known[prefix + key] = value
            yield Setting(prefix + key, value, origin.witness("", section, key), how)
    for each in mappings(container, "env"):
        key = text(each, "name")
        value = _REFERENCE.sub(lambda m: known.get(m[1], m[0]), text(each, "value")) or _referred(each, path, maps)
        known[key] = value
        if key and value:
            yield Setting(key, value, Witness(path, line_of(each), READER))


def _referred(variable: Mapping[str, Any], path: str, maps: Maps) -> str:
    for kind, reference in (("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")):
        source = mapping(variable, "valueFrom", reference)
        if source:
            return maps.value(kind, text(source, "name"), text(source, "key"), path)
    return ""


def words(container: Mapping[str, Any], known: Mapping[str, str]) -> list[str]:
    """Command and arguments, with the variables in them filled in as far as they are known."""
    given = [text(each) for each in (*listed(container, "command"), *listed(container, "args"))]
    given += [text(container, key) for key in ("command", "args") if text(container, key)]  # some write a single text
    return [_IN_SHELL.sub(lambda m: known.get(m[1] or m[2] or m[3], m[0]), each) for each in given]


def arguments(given: list[str]) -> Iterator[tuple[str, str]]:
    """Options with their values, and what is an address without one."""
    for position, word in enumerate(given):
        assigned, option = _ASSIGNED.match(word), _OPTION.match(word)
        following = given[position + 1] if position + 1 < len(given) else ""
        if " " in word.strip() or "\n" in word:
            yield from (("", address) for address in used(word))
        elif assigned:
            yield assigned[1], assigned[2].strip("\"'")
        elif option and following and not re.search(r"^-|\s", following):
            yield option[1], following
        elif _ADDRESS.match(word):
            yield "", word


def _files(workload: Workload, maps: Maps) -> Iterator[Setting]:
    """What stands in the maps that are mounted as files."""
    path = workload.origin.path
    for kind, name in mounted_maps(workload):
        how = "shared" if maps.is_shared(kind, name, path) else "file"
        for found, value, origin, section in maps.entries(kind, name, path):
            witness = origin.witness("", section, found)
            for key, said, line in contents(found, value):
                yield Setting(key, said, replace(witness, line=witness.line and witness.line + line), how)
