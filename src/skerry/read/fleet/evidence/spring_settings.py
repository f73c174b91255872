"""Addresses in Spring's configuration: own files of all profiles, and what a configuration server keeps for a service or for all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import INFRASTRUCTURE, Node, Witness
from skerry.facts.kinds import ConfigKey
from skerry.kernel.words import split
from skerry.read.fleet.evidence._hosts import outside
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.evidence._keys import is_address, is_called, is_naming, words
from skerry.read.fleet.evidence._schemes import is_of_messages
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.manifests import Property, relaxed

STRENGTH = (
    0.97  # measured on eight Java fleets: 93 of 95, without brokers; those .79, as the truth knows few users of a bus
)
_LEAST_OF_A_PRODUCT = 4  # letters; shorter words are in many names
_PROTOCOLS = {"rabbitmq": "amqp", "activemq": "jms", "artemis": "jms"}  # after which clients are named, too
_NAMED = 0.7  # a key that names a service; not measured, seen right by eye
MAIL = "mail-server"
_STORING = re.compile(
    r".*(jdbc|jpa|r2dbc|mybatis|hibernate|flyway|liquibase|jooq|druid|hikari|data|datasource|panache|exposed|session|cache|eventuate).*"
)

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
_SHOWN = re.compile(  # what browsers and readers open
    r"(?:image|picture|photo|avatar|logo|icon|thumbnail|licen[cs]e|terms)s?\.?(?:url|uri|address)s?$"
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
        yield from _unset(ground, jvm, module)


def _leads_out(each: Property, kind: str) -> bool:
    """Whether a key is one of an address that is called: none of a picture, a licence, a page to come back to."""
    called = is_called(each.written) and not _SHOWN.search(each.key)
    own = not _OF_FRAMEWORKS.match(each.key) and bool(_HOSTS.search(each.key)) and called
    return own or kind == "auth"


def _unset(ground: Ground, jvm: Jvm, module: Module) -> Iterator[Link]:
    """A key that code asks for, that names a service and an address of it, and whose value is kept where we can't look."""
    for fact, path in ground.derived(_facts).get(module.node.name, ()):
        key = relaxed(fact.key)
        parts = fact.key.split(".")
        if len(parts) > 1 and _HOSTS.search(key) and not any(module.property(key)) and not _OF_FRAMEWORKS.match(key):
            for part in parts[:-1]:
                name = "-".join(split(part))
                for node in {node for each in (name, f"{name}-service") if (node := ground.addresses.named(each))}:
                    yield Link(module.node.name, node, Witness(path, fact.line, "config-key", fact.key[:120], _NAMED))


def _facts(ground: Ground) -> dict[str, list[tuple[ConfigKey, str]]]:
    """The configuration keys that the code of each node asks for, and in which file."""
    found: dict[str, list[tuple[ConfigKey, str]]] = {}
    for fact in ground.code.of(ConfigKey):
        path = ground.code.units[fact.unit].path if fact.unit >= 0 else ""
        if node := ground.node_of(path):
            found.setdefault(node, []).append((fact, path))
    return found


def _asked(ground: Ground) -> dict[str, set[str]]:
    """The configuration keys that the code of each node asks for."""
    return {node: {relaxed(fact.key) for fact, _ in rows} for node, rows in ground.derived(_facts).items()}


def _reads(module: Module, each: Property, asked: set[str] | frozenset[str]) -> bool:
    """Whether a property that all get is one that this module uses. What nothing reads says nothing (measured: 0 of 8 right)."""
    return each.key in asked or any(
        keys.match(each.key) and module.library(libraries) for keys, _, libraries in _PURPOSES
    )


def aboard(module: Module, key: str) -> bool | None:
    """Whether a module is built with a library that reads a key of a framework; None for a key that is of none."""
    readers = [libraries for keys, _, libraries in _PURPOSES if keys.match(key)]
    return any(module.library(each) is not None for each in readers) if readers else None


def named_after(module: Module, key: str, technology: str) -> bool:
    """Whether a library aboard is named after the technology at a key's address, as `…-consumer-kafka` is; where that is not known,
    after what the key is of. No code of the module reads such a key, so that only a library may. Where its build is not known, one
    might."""
    of = {technology, _PROTOCOLS.get(technology, technology)} if technology else {*filter(_tells, words(key))}
    return not module.built or any(
        any(product in library.name for product in of) or any(_begins(technology, word) for word in words(library.name))
        for library in module.libraries
    )


def keeps(module: Module, technology: str) -> bool:
    """Whether a library aboard may speak to a store of a technology: its client, or what speaks to several kinds."""
    return named_after(module, "", technology or "data") or module.library(_STORING) is not None


def _tells(word: str) -> bool:
    """Whether a word of a key says more than that an address stands there."""
    return len(word) >= _LEAST_OF_A_PRODUCT and not is_address(word) and not is_naming(word)


def _begins(technology: str, word: str) -> bool:
    """`rabbit` and `mongo` are RabbitMQ and MongoDB."""
    return len(word) >= _LEAST_OF_A_PRODUCT and technology.startswith(word)


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
            yield Link(module.node.name, node, witness, kind or _kind(jvm, each, address, node))
        if not nodes and _leads_out(each, kind) and (host := outside(address)):
            yield Link(module.node.name, host, witness, kind or "external", Node(host, "external", evidence=(witness,)))


def _kind(jvm: Jvm, each: Property, address: str, node: str) -> str:
    """A service at the address of a broker is sent messages; else its role tells."""
    role = jvm.node(node).role
    return "async" if role not in INFRASTRUCTURE and is_of_messages(each.written, address) else ""


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
