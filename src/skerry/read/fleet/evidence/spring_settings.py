"""Addresses in Spring's configuration: own files of all profiles, and what a configuration server keeps for a service or for all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Node, Witness
from skerry.facts.kinds import ConfigKey
from skerry.read.fleet.evidence._hosts import outside
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.manifests import Property, relaxed

STRENGTH = (
    0.97  # measured on eight Java fleets: 93 of 95, without brokers; those .79, as the truth knows few users of a bus
)
MAIL = "mail-server"

# Beginnings of keys, how the node at the address is used ('' for its role to tell), and the libraries that read them.
_PURPOSES = tuple(
    (re.compile(keys), kind, re.compile(libraries))
    for keys, kind, libraries in (
        (r"eureka\.client\.", "discovery", r".*eureka.*"),
        (r"(.*\.)?nacos\.(.*\.)?serveraddr", "discovery", r".*nacos.*"),
        (r"spring\.cloud\.(consul|zookeeper|nacos|kubernetes)\.", "discovery", r".*(consul|zookeeper|nacos|kubernetes).*"),
        (r"spring\.cloud\.config\.(uri|discovery\.serviceid)|spring\.config\.import", "config", r".*config.*"),
        (r"spring\.(zipkin|sleuth)\.|management\.(zipkin|otlp|tracing)|opentracing\.|otel\.", "telemetry",
         r".*(zipkin|otel|opentelemetry|tracing|jaeger).*"),
        (r"spring\.boot\.admin\.client\.", "telemetry", r"spring-boot-admin.*client.*"),
        (r"(spring\.)?security\.oauth2\.|keycloak\.", "auth", r".*(oauth2|keycloak|resource-server).*"),
        (r"spring\.rabbitmq\.", "async", r".*(amqp|rabbit|hystrix-stream|turbine-stream).*"),
        (r"spring\.(kafka|cloud\.stream\.kafka)\.", "async", r".*kafka.*"),
        (r"spring\.(activemq|artemis|jms|pulsar|rocketmq)", "async", r".*(activemq|artemis|jms|pulsar|rocketmq).*"),
        (r"spring\.datasource\.|spring\.r2dbc\.|spring\.(flyway|liquibase)\.", "db",
         r".*(jdbc|jpa|r2dbc|mybatis|hibernate|flyway|liquibase|druid|jooq).*"),
        (r"spring\.data\.mongodb\.", "db", r".*mongo.*"),
        (r"spring\.(data\.)?redis\.|spring\.session\.", "db", r".*(redis|redisson|jedis|lettuce|session).*"),
        (r"spring\.(data\.)?(elasticsearch|cassandra|neo4j|couchbase|solr)\.", "db", r".*(elasticsearch|cassandra|neo4j|couchbase|solr).*"),
        (r"logstash\.|logging\.logstash", "telemetry", r".*logstash.*"),
    )
)  # fmt: skip
_ELSEWHERE = re.compile(  # own names, which lead nowhere, and what other families read
    r"eureka\.instance\.|spring\.cloud\.consul\.discovery\.|spring\.application\.|spring\.boot\.admin\.client\.instance"
    r"|zuul\.|spring\.cloud\.gateway\.|spring\.cloud\.config\.server\.|spring\.mail\.|info\.|springdoc\.|swagger\.|logging\.level"
)
_URL = re.compile(r"[a-z][\w+.:-]*://[^\s\"'<>]+")
_HOSTS = re.compile(
    r"(?:host|hosts|servers?|bootstrapservers|brokers|addresses|address|nodes|contactpoints|endpoints?|urls?|uris?|baseurl|serviceid"
    r"|serveraddr|connectstring|connectionstring|hostport|defaultzone)$"
)
_OF_FRAMEWORKS = re.compile(
    r"(?:spring|server|management|eureka|logging|ribbon|feign|hystrix|security|mybatis|jasypt)\."
)


def find(ground: Ground) -> Iterator[Link]:
    """A link for each address that leads to a node, a mail server, or out of the fleet."""
    yield from ground.derived(found)


def found(ground: Ground) -> tuple[Link, ...]:
    """All links, to be kept beside the ground: what libraries imply is weighed by them."""
    return tuple(_all(ground))


def _all(ground: Ground) -> Iterator[Link]:
    jvm = ground.derived(Jvm)
    asked = _asked(ground)
    for module in jvm:
        for each in module.own:
            yield from _links(jvm, module, each)
        for each in module.shared:
            if _reads(module, each, asked.get(module.node.name, frozenset())):
                yield from _links(jvm, module, each)
        yield from _mail(jvm, module)


def _asked(ground: Ground) -> dict[str, set[str]]:
    """The configuration keys that the code of each node asks for."""
    found: dict[str, set[str]] = {}
    for fact in ground.code.of(ConfigKey):
        if fact.unit >= 0 and (node := ground.node_of(ground.code.units[fact.unit].path)):
            found.setdefault(node, set()).add(relaxed(fact.key))
    return found


def _reads(module: Module, each: Property, asked: set[str] | frozenset[str]) -> bool:
    """Whether a property that all get is one that this module uses. What nothing reads says nothing (measured: 0 of 8 right)."""
    return each.key in asked or any(
        keys.match(each.key) and module.library(libraries) for keys, _, libraries in _PURPOSES
    )


def _links(jvm: Jvm, module: Module, each: Property) -> Iterator[Link]:
    if _ELSEWHERE.match(each.key) or module.disabled(each.key):
        return
    kind = next((kind for keys, kind, _ in _PURPOSES if keys.match(each.key)), "")
    value = module.filled(each.value)
    urls = _URL.findall(value)
    witness = Witness(each.path, each.line, "spring-config", f"{each.written}={value}"[:120], STRENGTH)
    for address in urls or ([value] if _HOSTS.search(each.key) else []):
        nodes = jvm.meant(module, address)
        for node in nodes:
            yield Link(module.node.name, node, witness, kind)
        if not nodes and (not _OF_FRAMEWORKS.match(each.key) or kind == "auth") and (host := outside(address)):
            yield Link(module.node.name, host, witness, kind or "external", Node(host, "external", evidence=(witness,)))


def _mail(jvm: Jvm, module: Module) -> Iterator[Link]:
    """The server that mail is sent by: a node, else one that nobody here runs."""
    for each in module.property("spring.mail.host"):
        witness = Witness(each.path, each.line, "spring-config", f"{each.written}={each.value}"[:120], STRENGTH)
        host = module.filled(each.value)
        for node in jvm.meant(module, each.value):
            yield Link(module.node.name, node, witness, "mail")
            break
        else:
            new = Node(MAIL, "external", "smtp", (host,) if "." in host else (), evidence=(witness,))
            yield Link(module.node.name, MAIL, witness, "mail", new)
