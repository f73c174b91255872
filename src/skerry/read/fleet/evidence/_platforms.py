"""What Spring applications use by having a library: by which libraries and annotations one is known to use it, and to offer it."""

from __future__ import annotations

import re

from msgspec import Struct

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground

DISCOVERY = ("eureka", "consul", "zookeeper", "nacos")
UNUSED = 0.15  # a library of a platform of which nothing says that it is used: 1 of 7, all of Spring Cloud Bus
_CLOUD = r"spring-cloud-(?:starter-)?"
_MESSAGING = ("spring.cloud.stream.", "spring.cloud.function.", "spring.cloud.bus.")
_STREAM = r"EnableBinding|StreamListener|StreamBridge|MessageChannel|SubscribableChannel"


class Platform(Struct, frozen=True):
    """Something that is used by having a library. All but `kind` and `strength` say how to know who uses and who offers it.

    `clients` and `servers` are patterns of libraries, `marks` and `server_marks` annotations, `images` a pattern of images and
    technologies. `switch` is the beginning of a key: `<switch>enabled=false` switches the client off. `keys` are the beginnings of
    relaxed keys, and `uses` is a pattern of code, that say that what a library can do is done; where neither is given, the library says it.
    """

    kind: str
    clients: str
    marks: tuple[str, ...] = ()
    images: str = "(?!)"
    servers: str = "(?!)"
    server_marks: tuple[str, ...] = ()
    switch: str = ""
    keys: tuple[str, ...] = ()
    uses: str = ""
    strength: float = 0.97


# Strengths are measured on eight Java fleets: registries 37 of 37, configuration 31 of 31, telemetry 15 of 16, databases 8 of 8,
# brokers that are used 12 of 12.
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
        keys=("spring.rabbitmq.", *_MESSAGING),
        uses=rf"\b(?:RabbitListener|EnableRabbit|(?:Rabbit|Amqp)\w*(?:Template|Operations|Admin)|RabbitMessaging\w+|{_STREAM})\b",
        strength=0.9,
    ),
    "kafka": Platform(
        "async",
        rf"spring-cloud-starter-bus-kafka|{_CLOUD}stream-(binder-)?kafka(-streams)?|spring-kafka|eventuate-.*-kafka",
        ("EnableKafka", "EnableKafkaStreams"),
        r"kafka(?!.*(ui|drop|hq|manager|exporter))",
        keys=("spring.kafka.", *_MESSAGING),
        uses=rf"\b(?:(?:Reactive)?Kafka(?:Listener|Template|Operations|Streams|Producer|Consumer|Admin)\w*|EnableKafka\w*|KStream|{_STREAM})\b",
        strength=0.9,
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
    """The library or annotation by which a module can use one of some platforms; None if it can use none of them."""
    for name in names:
        platform = PLATFORMS[name]
        if not (platform.switch and module.disabled(platform.switch + "enabled")):
            seen = module.library(re.compile(platform.clients)) or module.annotation(*platform.marks)
            if seen is not None:
                return seen
    return None


def used(jvm: Jvm, module: Module, name: str) -> bool:
    """Whether something says that a module does what it could by its library of a platform.

    A starter is on many class paths: Spring Cloud Bus and its like come with a parent or a template. Of a broker it tells only together
    with a key of the broker's client or of what is bound to it, here or in the environment, or with code that sends or listens.
    """
    platform = PLATFORMS[name]
    if not platform.uses:
        return True
    begins = tuple(key.replace(".", "") for key in platform.keys)
    if any(any(module.below(key)) for key in platform.keys) or any(
        key.startswith(begins) for key in module.environment
    ):
        return True
    files = (*module.sources, *(file for folder in module.built_with for file in jvm.shared_sources.get(folder, ())))
    pattern = re.compile(platform.uses)
    return any(pattern.search(jvm.code(file.path)) for file in files)
