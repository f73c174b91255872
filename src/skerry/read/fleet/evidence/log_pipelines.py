"""Logs on their way: from a service's appender to a collector, from the collector to a store, from a viewer to the store."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.evidence._jvm import Jvm
from skerry.read.fleet.evidence.metrics import product
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

# Measured on eight Java fleets: 2 of 3 (the third is there, and not in the truth), 1 of 1, 2 of 2.
STRENGTHS = {"log-appender": 0.95, "log-pipeline": 0.95, "log-viewer": 0.85}
_APPENDERS = ("logback*.xml", "log4j2*.xml", "log4j*.xml", "log4j*.properties")
_DESTINATION = re.compile(
    r"<(?:destination|remoteHost|graylogHost|syslogHost|host|url|hosts?|server)>\s*([^<\s]+)\s*</"
    r"|<(?:Socket|Gelf|Syslog|Http|Kafka)\b[^>]{0,300}?\b(?:host|url|server)\s*=\s*\"([^\"]+)\""
    r"|^log4j\.appender\.\w+\.(?:remoteHost|host|SyslogHost)\s*=\s*(\S+)",
    re.IGNORECASE | re.MULTILINE,
)
_PLACE = re.compile(r"\$\{([\w.-]+)(?::-?([^}]*))?\}")
_SPRING_PROPERTY = re.compile(r"<springProperty\b([^>]{0,400})>")
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*\"([^\"]*)\"")
_REMARK = re.compile(r"<!--(?:(?!-->)[^<]|<(?!!--))*-->")
_PIPELINES = ("logstash*.conf", "*.conf", "*.config", "filebeat*.yml", "filebeat*.yaml", "fluent*.conf", "fluent*.yml", "promtail*.yml",
              "promtail*.yaml", "metricbeat*.yml", "pipeline*.conf", "kibana.yml")  # fmt: skip
_COLLECTORS = ("logstash", "filebeat", "fluentd", "fluent-bit", "promtail", "metricbeat", "kibana")
_SENDS = re.compile(
    r"(?:hosts?|url|elasticsearch\.hosts|elasticsearch\.url)\s*(?:=>|:|=|\s)\s*\[?\s*[\"']?((?:https?://)?[A-Za-z][\w.-]*(?::\d+)?)[\"',\s\]]"
)


def find(ground: Ground) -> Iterator[Link]:
    """Links of kind telemetry, of all three legs."""
    yield from _appenders(ground)
    yield from _pipelines(ground)
    yield from _viewers(ground)


def _appenders(ground: Ground) -> Iterator[Link]:
    jvm = ground.derived(Jvm)
    for file in ground.texts.named(*_APPENDERS):
        module = jvm.modules.get(ground.node_of(file.path))
        if module is None or file.role == "test":
            continue
        text = _REMARK.sub(lambda m: "\n" * m[0].count("\n"), ground.texts.of(file.path))
        sources = _sources(text)
        for found in _DESTINATION.finditer(text):
            address = module.filled(_as_spring(found[1] or found[2] or found[3], sources))
            line = text.count("\n", 0, found.start()) + 1
            witness = Witness(file.path, line, "log-appender", address[:120], STRENGTHS["log-appender"])
            for node in jvm.meant(module, address):
                yield Link(module.node.name, node, witness, "telemetry")


def _sources(text: str) -> dict[str, str]:
    """The Spring property behind each name that a Logback file declares by `springProperty`."""
    given = (dict(_ATTRIBUTE.findall(said)) for said in _SPRING_PROPERTY.findall(text))
    return {each.get("name", ""): each.get("source", "") for each in given}


def _as_spring(value: str, sources: dict[str, str]) -> str:
    """Logback's `${NAME:-otherwise}` as Spring writes it."""
    return _PLACE.sub(lambda m: f"${{{sources.get(m[1]) or m[1]}:{m[2] or ''}}}", value)


def _pipelines(ground: Ground) -> Iterator[Link]:
    for file in ground.texts.named(*_PIPELINES):
        name = next((each for each in _COLLECTORS if each in file.path.lower()), "")
        owners = product(ground, name) if name else []
        text = ground.texts.of(file.path) if len(owners) == 1 else ""
        for found in _SENDS.finditer(text):
            witness = Witness(
                file.path, text.count("\n", 0, found.start(1)) + 1, "log-pipeline", found[1], STRENGTHS["log-pipeline"]
            )
            for node in ground.addresses.of(found[1], owners[0].name):
                yield Link(owners[0].name, node, witness, "telemetry")


def _viewers(ground: Ground) -> Iterator[Link]:
    """Kibana shows one Elasticsearch, and asks `elasticsearch:9200` where it is not told (its image's default)."""
    viewers, stores = product(ground, "kibana"), product(ground, "elasticsearch")
    if len(stores) == 1:
        for node in viewers:
            seen = node.evidence[0]
            witness = Witness(seen.path, seen.line, "log-viewer", node.name, STRENGTHS["log-viewer"])
            yield Link(node.name, stores[0].name, witness, "telemetry")
