"""What a compose file gives to a service: its environment, the files of variables, and the words of its command.

Source: the Compose Specification (environment, env_file, interpolation, merge).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath

from skerry.facts.fleet import Witness
from skerry.read import yaml_nodes
from skerry.read.manifests._compose_services import Given, Service, beside, flat
from skerry.read.manifests._part import Setting
from skerry.read.manifests._texts import Texts
from skerry.read.manifests._words import filled, settings_of, variables, words_of

READER = "compose"


class Environment:
    """The settings of the services of a project; `known` are the variables that its files may use."""

    def __init__(self, texts: Texts, known: Mapping[str, str], services: Sequence[Service]) -> None:
        self.texts, self.known = texts, known
        self._shared = Counter(id(key) for service in services for key in _keys(service))

    def of(self, service: Service) -> Iterator[Setting]:
        """All settings of a service, each key once."""
        own = self._own(service)
        files = {setting.key: setting for given in service.all("env_file") for setting in self._from_files(given)}
        yield from (setting for key, setting in files.items() if key not in own)
        yield from own.values()
        for name in ("entrypoint", "command"):
            for given in service.all(name)[-1:]:
                words = words_of([filled(word, self.known) for word in _said(given)])
                yield from settings_of(words, Witness(given.path, given.line, READER))

    def _own(self, service: Service) -> dict[str, Setting]:
        """What stands under `environment`: what comes later is over what came before, or takes it away."""
        found: dict[str, Setting] = {}
        for given in service.all("environment"):
            for key, value in flat(given.node).values():
                name, said = str(key.value), filled(yaml_nodes.text(value), self.known)
                found[name] = Setting(name, said, Witness(given.path, yaml_nodes.line(key), READER), self._how(key))
                if value.tag == "!reset":
                    del found[name]
            for each in yaml_nodes.sequence(given.node):
                name, sign, said = yaml_nodes.text(each).partition("=")
                name = name.strip()
                value_of = filled(said.strip("\"'"), self.known) if sign else self.known.get(name, "")
                found[name] = Setting(
                    name, value_of, Witness(given.path, yaml_nodes.line(each), READER), self._how(each)
                )
        return found

    def _how(self, key: yaml_nodes.Node) -> str:
        return "shared" if self._shared[id(key)] > 1 else "env"

    def _from_files(self, given: Given) -> Iterator[Setting]:
        """What an `env_file` gives. It may be given to several services, and what it says is then not meant for each."""
        for each in yaml_nodes.sequence(given.node) or [given.node]:
            path = beside(
                given.path,
                filled(yaml_nodes.text(each) or yaml_nodes.text(flat(each).get("path", (None, None))[1]), self.known),
            )
            for line, key, value in variables(self.texts.of(path)):
                yield Setting(key, filled(value, self.known), Witness(path, line, READER), "shared")


def _keys(service: Service) -> Iterator[yaml_nodes.Node]:
    for given in service.all("environment"):
        yield from (key for key, _ in flat(given.node).values())
        yield from yaml_nodes.sequence(given.node)


def _said(given: Given) -> list[str]:
    return [yaml_nodes.text(each) for each in yaml_nodes.sequence(given.node)] or [yaml_nodes.text(given.node)]


def interpolation(texts: Texts, path: str) -> dict[str, str]:
    """What `.env` beside a compose file says; where there is none, its example."""
    for name in (".env", ".env.example", ".env.sample", ".env.template", ".env.dist"):
        if found := {key: value for _, key, value in variables(texts.of(normpath(join(dirname(path), name))))}:
            return {key: filled(value, found) for key, value in found.items()}
    return {}
