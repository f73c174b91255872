"""What Spring applications use by having a library: by which libraries and annotations one is known to use it, and to offer it."""

from __future__ import annotations

import re

from msgspec import Struct

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground

DISCOVERY = ("eureka", "consul", "zookeeper", "nacos")
_CLOUD = r"spring-cloud-(?:starter-)?"


class Platform(Struct, frozen=True):
    """Something that is used by having a library. All but `kind` and `strength` say how to know who uses and who offers it.

    `clients` and `servers` are patterns of libraries, `marks` and `server_marks` annotations, `images` a pattern of images and
    technologies. `switch` is the beginning of a key: `<switch>enabled=false` switches the client off.
    """

    kind: str
    clients: str
    marks: tuple[str, ...] = ()
    images: str = "(?!)"
    servers: str = "(?!)"
    server_marks: tuple[str, ...] = ()
    switch: str = ""
    strength: float = 0.97


# Strengths are measured on eight Java fleets: registries 38 of 38, configuration 31 of 31, telemetry 17 of 18, databases 7 of 7,
# brokers 20 of 26 (a starter of the bus uses the broker, but the truth tells of few of them).
PLATFORMS = {
    "eureka": Platform(
        "discovery",
        r"spring-cloud(-starter)?(-netflix)?-eureka(-client)?|spring-cloud-starter-(netflix-)?turbine|eureka-client"
        r"|micronaut-discovery-client",
        ("EnableEurekaClient",),
        "eureka",
        r"spring-cloud(-starter)?(-netflix)?-eureka-server",
        ("EnableEurekaServer",),
        "eureka.client.",
    ),
    "consul": Platform(
        "discovery",
        _CLOUD + r"consul-(discovery|all)|micronaut-discovery-client",
        images="consul",
        switch="spring.cloud.consul.",
    ),
    "zookeeper": Platform(
        "discovery", _CLOUD + r"zookeeper-(discovery|all)", images="zookeeper", switch="spring.cloud.zookeeper."
    ),
    "nacos": Platform("discovery", r".*nacos-(discovery|config).*", images="nacos", switch="spring.cloud.nacos."),
    "config": Platform(
        "config",
        r"spring-cloud-(starter-config|config-client)",
        servers="spring-cloud-config-server",
        server_marks=("EnableConfigServer",),
        switch="spring.cloud.config.",
    ),
    "tracer": Platform(
        "telemetry",
        r"spring-cloud-starter-zipkin|spring-boot-starter-(zipkin|opentelemetry)|spring-cloud-sleuth-zipkin|zipkin-(reporter|sender)-.*|opentelemetry-exporter-.*"
        r"|micronaut-tracing.*|quarkus-opentelemetry|opentelemetry-spring-boot-starter|opentracing-spring-(jaeger|zipkin).*|jaeger-(client|core|thrift)",
        images="zipkin|jaeger|tempo|otel|opentelemetry-collector",
        servers="zipkin-server|spring-cloud-sleuth-zipkin-stream",
        server_marks=("EnableZipkinServer", "EnableZipkinStreamServer"),
        switch="spring.zipkin.",
        strength=0.94,
    ),
    "admin": Platform(
        "telemetry",
        "spring-boot-admin-starter-client",
        servers="spring-boot-admin-(starter-)?server",
        server_marks=("EnableAdminServer",),
        switch="spring.boot.admin.client.",
        strength=0.94,
    ),
    "rabbit": Platform(
        "async",
        rf"spring-cloud-starter-bus-amqp|{_CLOUD}stream-(binder-)?rabbit|spring-boot-starter-amqp|spring-rabbit"
        r"|spring-cloud-netflix-hystrix-stream|spring-cloud-starter-turbine-amqp",
        ("EnableRabbit",),
        "rabbit",
        strength=0.77,
    ),
    "kafka": Platform(
        "async",
        rf"spring-cloud-starter-bus-kafka|{_CLOUD}stream-(binder-)?kafka(-streams)?|spring-kafka|eventuate-.*-kafka",
        ("EnableKafka", "EnableKafkaStreams"),
        r"kafka(?!.*(ui|drop|hq|manager|exporter))",
        strength=0.77,
    ),
    "mysql": Platform("db", "mysql-connector-(java|j)|mariadb-java-client", images="mysql|mariadb", strength=0.85),
    "postgres": Platform("db", "postgresql|r2dbc-postgresql", images="postgres|postgis", strength=0.85),
    "mongodb": Platform(
        "db",
        "spring-boot-starter-data-mongodb(-reactive)?|spring-data-mongodb|micronaut-mongo.*|quarkus-mongodb.*",
        images="mongo(?!-express)",
        strength=0.85,
    ),
    "redis": Platform(
        "db",
        "spring-boot-starter-data-redis(-reactive)?|spring-session-data-redis|jedis|redisson.*",
        images="redis",
        strength=0.85,
    ),
}


def providers(ground: Ground, jvm: Jvm, name: str) -> tuple[str, ...]:
    """The nodes that offer a platform."""
    platform = PLATFORMS[name]
    return tuple(node.name for node in ground.nodes if _offers(node, jvm.modules.get(node.name), platform))


def _offers(node: Node, module: Module | None, platform: Platform) -> bool:
    if module is not None and (
        module.annotation(*platform.server_marks) or module.library(re.compile(platform.servers))
    ):
        return True
    image = node.image.rpartition("/")[2].partition(":")[0]
    return bool(re.search(platform.images, image) or re.fullmatch(platform.images, node.technology))


def client(module: Module, *names: str) -> Witness | None:
    """The library or annotation by which a module uses one of some platforms; None if it uses none of them."""
    for name in names:
        platform = PLATFORMS[name]
        if not (platform.switch and module.disabled(platform.switch + "enabled")):
            seen = module.library(re.compile(platform.clients)) or module.annotation(*platform.marks)
            if seen is not None:
                return seen
    return None
