"""What Spring applications use and no manifest runs: the database on a developer's machine, the broker that is somewhere else.

It is there where the application runs, so it is a node; only where nothing in the fleet is of its technology.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.evidence._platforms import client, providers, used
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTHS = {"absent-address": 0.8, "absent-library": 0.6}  # not measured: no fleet of the truth has one


class Absent(Struct, frozen=True):
    """`keys` are those of its address, whose value `values` must match; `platform` is its name among the PLATFORMS, '' for none."""

    role: str
    keys: re.Pattern[str]
    values: re.Pattern[str]
    platform: str = ""


def _absent(role: str, keys: str, values: str = r"\S", platform: str = "") -> Absent:
    return Absent(role, re.compile(keys), re.compile(values), platform)


_DATASOURCE = r"spring\.(?:datasource|r2dbc|flyway|liquibase)\.(?:.*\.)?(?:url|jdbcurl)$"
_ABSENT = {
    "mysql": _absent("database", _DATASOURCE, r"(?:jdbc|r2dbc):(?:pool:)?(?:mysql|mariadb):", "mysql"),
    "postgres": _absent("database", _DATASOURCE, r"(?:jdbc|r2dbc):(?:pool:)?postgresql:", "postgres"),
    "oracle": _absent("database", _DATASOURCE, r"jdbc:oracle:"),
    "sqlserver": _absent("database", _DATASOURCE, r"jdbc:sqlserver:"),
    "mongodb": _absent("database", r"spring\.(?:data\.)?mongodb\.(?:uri|host)$", platform="mongodb"),
    "neo4j": _absent("database", r"spring\.(?:data\.)?neo4j\.uri$"),
    "cassandra": _absent("database", r"spring\.(?:data\.)?cassandra\.contactpoints$"),
    "elasticsearch": _absent("database", r"spring\.(?:data\.)?elasticsearch\.(?:.*\.)?(?:uris|clusternodes)$"),
    "redis": _absent("cache", r"spring\.(?:data\.)?redis\.(?:host|url)$", platform="redis"),
    "rabbitmq": _absent("broker", r"spring\.rabbitmq\.(?:host|addresses)$", platform="rabbit"),
    "kafka": _absent("broker", r"spring\.(?:kafka|cloud\.stream\.kafka)\.(?:.*\.)?(?:bootstrapservers|brokers)$", platform="kafka"),
    "consul": _absent("registry", r"spring\.cloud\.consul\.host$", platform="consul"),
    "zookeeper": _absent("registry", r"spring\.cloud\.zookeeper\.connectstring$", platform="zookeeper"),
    "nacos": _absent("registry", r"spring\.cloud\.nacos\.(?:.*\.)?serveraddr$", platform="nacos"),
    "zipkin": _absent("telemetry", r"spring\.zipkin\.baseurl$|management\.zipkin\.tracing\.endpoint$", platform="tracer"),
}  # fmt: skip
_OF_ROLE = {"database": "db", "cache": "db", "broker": "async", "registry": "discovery", "telemetry": "telemetry"}
_BY_LIBRARY = frozenset(
    ["broker"]
)  # a driver alone may be for tests or for a profile; a binder of a broker is for a broker


def find(ground: Ground) -> Iterator[Link]:
    """A link from each application to what it is configured or built to use, if that is nowhere among the nodes."""
    jvm = ground.derived(Jvm)
    there = {node.technology for node in ground.nodes} | {node.name for node in ground.nodes}
    for technology, absent in _ABSENT.items():
        if technology in there or (absent.platform and providers(ground, jvm, absent.platform)):
            continue
        for module in jvm:
            witness = _told(jvm, module, absent) or _built(jvm, module, absent)
            if witness is not None:
                node = Node(technology, absent.role, technology, evidence=(witness,))
                yield Link(module.node.name, technology, witness, _OF_ROLE[absent.role], node)


def _told(jvm: Jvm, module: Module, absent: Absent) -> Witness | None:
    for each in module.own:
        if absent.keys.match(each.key) and not module.disabled(each.key):
            value = module.filled(each.value)
            if absent.values.match(value) and not jvm.meant(module, value):
                text = f"{each.written}={value}"[:120]
                return Witness(each.path, each.line, "absent-address", text, STRENGTHS["absent-address"])
    return None


def _built(jvm: Jvm, module: Module, absent: Absent) -> Witness | None:
    if absent.role not in _BY_LIBRARY or not absent.platform or not used(jvm, module, absent.platform):
        return None
    seen = client(module, absent.platform)
    return replace(seen, reader="absent-library", strength=STRENGTHS["absent-library"]) if seen is not None else None
