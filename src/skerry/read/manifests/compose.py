"""Compose files, of version 1 (services at the top) and of 2 and later (under `services`). Source: the Compose Specification."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, normpath

from skerry.facts.fleet import Deployment, Witness
from skerry.read import yaml_nodes
from skerry.read.manifests._compose_claims import claims
from skerry.read.manifests._compose_projects import READER, Projects
from skerry.read.manifests._compose_services import ComposeFiles, Given, Service, at, beside, flat
from skerry.read.manifests._compose_settings import Environment, interpolation
from skerry.read.manifests._part import Part, Pointer, Setting
from skerry.read.manifests._proxies import is_web_server, passes_on
from skerry.read.manifests._source_folders import source_folder
from skerry.read.manifests._texts import Texts
from skerry.read.manifests._words import filled
from skerry.read.manifests.kubernetes.contents import contents

RANK = 50
PART_OF = "dev.skerry.part-of"  # a label: this container is a part of what is called so, and no service by itself
_PORT = re.compile(r"(?:(?:[\d.]+:)?(\d+)(?:-\d+)?:)?(\d+)(?:-\d+)?(?:/\w+)?$")
_WORD = re.compile(r"[a-z0-9]+")
_TOOLS = frozenset(["test", "tests", "testing", "tool", "tools", "debug", "e2e", "load", "loadtest"])


def read(texts: Texts) -> Iterator[Part]:
    """A part for each service of each file, or of those that are laid over one another."""
    projects = texts.derived(Projects)
    for paths in projects.read():
        yield from _parts(texts, projects.files, paths)


def deployments(texts: Texts) -> Iterator[Deployment]:
    """The ways to start the system with the compose files of each folder."""
    yield from texts.derived(Projects).deployments()


def _parts(texts: Texts, files: ComposeFiles, paths: Sequence[str]) -> Iterator[Part]:
    known = interpolation(texts, paths[0]) if paths else {}
    services = files.services(paths)
    linked = _link_aliases(services)
    given = Environment(texts, known, services)
    configs = {
        name: Given(path, node) for path in paths for name, (_, node) in flat(at(files.root(path), "configs")).items()
    }
    for service in services:
        yield _part(texts, service, known, linked, given, configs)


def _part(
    texts: Texts, service: Service, known: dict[str, str], linked: dict[str, set[str]], given: Environment,
    configs: Mapping[str, Given],
) -> Part:  # fmt: skip
    path, own = service.path, str(service.name.value)

    def text(*names: str) -> str:
        return filled(service.text(*names), known)

    build = text("build") or text("build", "context") or ("." if service.text("build", "dockerfile") else "")
    inside = build and "://" not in build and not build.startswith("git@")
    # Files that are combined with `-f` take paths relative to the first one, which often stands at the root.
    context = beside(path, build)
    context = build if context not in texts.folders and normpath(build) in texts.folders else context
    folder = source_folder(texts, normpath(context), text("build", "dockerfile")) if inside else None
    image = text("image")
    ports = [found for node in _listed(service, "ports") if (found := _port(node, known))]
    exposed = [
        int(said) for node in _listed(service, "expose") if (said := filled(yaml_nodes.text(node), known)).isdigit()
    ]
    files = tuple(_mounted(texts, service, known, configs))
    role = "tool" if _only_for_tools(service) else "gateway" if is_web_server(image) and passes_on(texts, files) else ""
    whole = text("labels", PART_OF) or own
    names = {own, text("container_name"), text("hostname"), *_network_aliases(service), *linked.get(own, ())}
    return Part(
        whole,
        Witness(path, yaml_nodes.line(service.name), READER, own),
        rank=RANK,
        aliases=tuple(sorted(names - {"", whole})),
        folder=folder,
        image=image,
        role=role,
        ports=tuple(dict.fromkeys([inner for _, inner in ports] + exposed)),
        published=tuple((outer, inner) for outer, inner in ports if outer),
        replicas=_number(text("deploy", "replicas") or text("scale")),
        settings=(*given.of(service), *_configured(service, configs)),
        pointers=tuple(_pointers(service)),
        claims=tuple(claims(service, known)),
        runs=bool(build or image or "extends" in service.given) and _is_for_use(texts, path),
        among=f"{READER}:{dirname(path)}",
        files=files,
    )


def _is_for_use(texts: Texts, path: str) -> bool:
    """A compose file of tests says something of the nodes that there are, and makes none."""
    file = texts.by_path.get(path)
    if texts.chosen is not None and path in texts.chosen.paths:
        return True
    return (file is None or file.role != "test") and not _TOOLS & set(_WORD.findall(path.rpartition("/")[2]))


def _only_for_tools(service: Service) -> bool:
    profiles = {yaml_nodes.text(each) for each in _listed(service, "profiles")}
    return bool(profiles) and profiles <= _TOOLS


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0


def _listed(service: Service, key: str) -> Iterator[yaml_nodes.Node]:
    for given in service.all(key):
        yield from yaml_nodes.sequence(given.node)


def _port(node: yaml_nodes.Node, known: dict[str, str]) -> tuple[int, int] | None:
    """The port of the host (0 for none) and that of the service."""
    target = filled(yaml_nodes.text(at(node, "target")), known)
    if target.isdigit():
        return _number(filled(yaml_nodes.text(at(node, "published")), known)), _number(target)
    found = _PORT.match(filled(yaml_nodes.text(node), known))
    return (_number(found[1] or ""), _number(found[2])) if found else None


# -- names -------------------------------------------------------------------------------------------------------------


def _network_aliases(service: Service) -> Iterator[str]:
    for given in service.all("networks"):
        for _, network in flat(given.node).values():
            yield from (yaml_nodes.text(each) for each in yaml_nodes.sequence(at(network, "aliases")))


def _link_aliases(services: list[Service]) -> dict[str, set[str]]:
    """Names that links give to other services; one that is a service's own, or stands for several, is no name."""
    own = {str(service.name.value) for service in services}
    found: dict[str, set[str]] = {}
    for service in services:
        for node in _listed(service, "links"):
            target, _, alias = yaml_nodes.text(node).partition(":")
            if alias and alias not in own:
                found.setdefault(alias, set()).add(target)
    names: dict[str, set[str]] = {}
    for alias, targets in found.items():
        if len(targets) == 1:
            names.setdefault(next(iter(targets)), set()).add(alias)
    return names


# -- what it needs, and is given -----------------------------------------------------------------------------------------


def _pointers(service: Service) -> Iterator[Pointer]:
    for key in ("depends_on", "links", "external_links"):
        for given in service.all(key):
            nodes = [*yaml_nodes.sequence(given.node), *(name for name, _ in flat(given.node).values())]
            for each in nodes:
                target = yaml_nodes.text(each).partition(":")[0]
                yield Pointer(target, Witness(given.path, yaml_nodes.line(each), key.removeprefix("external_"), target))
    for given in service.all("logging")[-1:]:
        for option, value in flat(at(given.node, "options")).values():
            if str(option.value).endswith(("-address", "-url")):  # of syslog, gelf, fluentd, loki
                target = yaml_nodes.text(value)
                yield Pointer(target, Witness(given.path, yaml_nodes.line(option), "logging", target), "telemetry")


def _mounted(texts: Texts, service: Service, known: dict[str, str], configs: Mapping[str, Given]) -> Iterator[str]:
    """Files and folders of the tree that a service is given: mounted, or as one of the file's `configs`."""
    for node in _listed(service, "volumes"):
        said = filled(yaml_nodes.text(at(node, "source")) or yaml_nodes.text(node).partition(":")[0], known)
        if said.startswith(("./", "../", "$PWD/", "${PWD}/")) and len(said) > len("./"):
            yield from _in_tree(texts, beside(service.path, said.replace("${PWD}", ".").replace("$PWD", ".")))
    for config, said in _configs(service, configs, "file"):
        yield from _in_tree(texts, beside(config.path, said))


def _configs(service: Service, configs: Mapping[str, Given], key: str) -> Iterator[tuple[Given, str]]:
    """Those of the file's `configs` that a service is given, with the text under one of their keys."""
    for node in _listed(service, "configs"):
        found = configs.get(yaml_nodes.text(node) or yaml_nodes.text(at(node, "source")))
        if found is not None and (said := yaml_nodes.text(at(found.node, key))):
            yield found, said


def _configured(service: Service, configs: Mapping[str, Given]) -> Iterator[Setting]:
    """What stands in the configs whose text is in the compose file; the name of the file that they become says how it is written."""
    targets = {
        yaml_nodes.text(at(node, "source")): yaml_nodes.text(at(node, "target")) for node in _listed(service, "configs")
    }
    for name, config in configs.items():
        for found, said in _configs(service, {name: config}, "content"):
            node = at(found.node, "content")
            begins = yaml_nodes.line(node) if node is not None else 0
            for key, value, line in contents((targets.get(name) or name).rpartition("/")[2], said):
                yield Setting(key, value, Witness(found.path, begins + line, READER), "file")


def _in_tree(texts: Texts, path: str) -> Iterator[str]:
    if path not in {".", ""} and not path.startswith("..") and (path in texts.by_path or path in texts.folders):
        yield path
