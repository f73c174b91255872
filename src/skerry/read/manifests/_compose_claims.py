"""What a compose file says of a service that is one of the fleet's traits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skerry.facts.fleet import Witness
from skerry.read import yaml_nodes
from skerry.read.manifests._compose_services import Given, Service, at, flat
from skerry.read.manifests._part import Claim
from skerry.read.manifests._words import filled

_SECRET = re.compile(r"(?i)(passw(or)?d|_pass$|_pwd$|secret|token|api_?key|private_?key|credentials?)")
_NO_SECRET = re.compile(
    r"(?i)(_file|_path|_url|_uri|_name|_ttl|_expir\w*|allow_\w*|random_\w*|_issuer|_length)$|^(true|false|yes|no|\d{1,2})?$"
)
_SHIPS = frozenset(
    ["syslog", "fluentd", "gelf", "loki", "awslogs", "splunk", "gcplogs", "journald", "etwlogs", "logentries"]
)


def claims(service: Service, known: Mapping[str, str]) -> Iterator[Claim]:
    """All that is claimed, with the line that says it."""
    yield from _ports(service, known)
    yield from _secrets(service)
    for key, claim in _OF_KEYS:
        for given in service.all(key)[-1:]:
            if found := claim(given):
                yield found


def _at(given: Given, text: str) -> Witness:
    return Witness(given.path, given.line, "compose", text[:80])


def _checked(given: Given) -> Claim | None:
    test = at(given.node, "test")
    words = [yaml_nodes.text(each) for each in yaml_nodes.sequence(test)] or [yaml_nodes.text(test)]
    asked = words[0] not in {"NONE", ""} and yaml_nodes.text(at(given.node, "disable")) != "true"
    return Claim("liveness", _at(given, " ".join(words))) if asked else None


def _deployed(given: Given) -> Claim | None:
    return Claim("limits-resources", _at(given, "limits")) if flat(at(given.node, "resources", "limits")) else None


def _limited(given: Given) -> Claim | None:
    return Claim("limits-resources", _at(given, yaml_nodes.text(given.node)))


def _logged(given: Given) -> Claim | None:
    driver = yaml_nodes.text(at(given.node, "driver"))
    return Claim("ships-logs", _at(given, driver), driver) if driver in _SHIPS else None


def _privileged(given: Given) -> Claim | None:
    return Claim("privileged", _at(given, "privileged")) if yaml_nodes.text(given.node) == "true" else None


def _as_root(given: Given) -> Claim | None:
    user = yaml_nodes.text(given.node).partition(":")[0]
    return Claim("runs-as-root" if user in {"root", "0"} else "runs-as-user", _at(given, "user")) if user else None


def _ordered(given: Given) -> Claim | None:
    waits = flat(given.node) or yaml_nodes.sequence(given.node)
    return Claim("fixed-startup-order", _at(given, "depends_on")) if waits else None


_OF_KEYS = (
    ("healthcheck", _checked), ("deploy", _deployed), ("mem_limit", _limited), ("cpus", _limited), ("logging", _logged),
    ("privileged", _privileged), ("user", _as_root), ("depends_on", _ordered),
)  # fmt: skip


def _ports(service: Service, known: Mapping[str, str]) -> Iterator[Claim]:
    for given in service.all("ports"):
        for each in yaml_nodes.sequence(given.node):
            said = filled(yaml_nodes.text(each) or yaml_nodes.text(at(each, "published")), known)
            outer = said.rpartition(":")[0].rpartition(":")[2] if yaml_nodes.text(each) else said
            if outer and not said.startswith(("127.", "localhost")):
                yield Claim("publishes-port", Witness(given.path, yaml_nodes.line(each), "compose", said), outer)


def _secrets(service: Service) -> Iterator[Claim]:
    for given in service.all("environment"):
        for key, value in flat(given.node).values():
            yield from _secret(given, str(key.value), yaml_nodes.text(value), key)
        for each in yaml_nodes.sequence(given.node):
            name, _, said = yaml_nodes.text(each).partition("=")
            yield from _secret(given, name, said, each)


def _secret(given: Given, key: str, value: str, node: yaml_nodes.Node) -> Iterator[Claim]:
    if is_secret(key, value):
        yield Claim("literal-secret", Witness(given.path, yaml_nodes.line(node), "compose", key), key)


def is_secret(key: str, value: str) -> bool:
    """Whether a key is that of a secret, and its value stands there in plain text."""
    said = value.strip().strip("\"'")
    return (
        bool(_SECRET.search(key)) and not _NO_SECRET.search(key) and not _NO_SECRET.fullmatch(said) and "$" not in said
    )
