"""What a node is there for, told by its manifests, its image, its starters and annotations; by its name only at last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from skerry.read.fleet.groups import infrastructure
from skerry.read.fleet.merge import folded
from skerry.read.manifests import Part
from skerry.read.manifests._products import product

# A name says it only where nothing else does. Whole words of it count.
_NAMES = (
    (
        "tool",
        re.compile(
            r"(^|-)(load-?gen(erator)?|load-?test(er|s)?|load|locust|k6|simulat(or|ion)|sim|seed(er)?|e2e|mock|stub)(-|$)"
        ),
    ),
    ("tool", re.compile(r"(^|-)(cdc|change-data-capture|outbox-(relay|publisher|poller|processor))(-|$)")),
    ("job", re.compile(r"(^|-)(migrat(e|or|ions?)|db-?init|init|setup|bootstrap|cron|backup)(-|$)|-init$")),
    ("gateway", re.compile(r"^(gateway|gw)(-(service|server|api))?$|(^|-)(api-?gateway|apigw|bff|proxy)(-|$)")),
    ("gateway", re.compile(r"(^|-)(edge(-?(server|service|router))?|zuul|ingress|load-?balancer)$")),
    ("auth", re.compile(r"(^|-)(auth|oauth2?|identity|idp|sso|keycloak|uaa)(-?(server|service|api|provider))?$")),
)
# Of what is built of code that does not say so itself, a name says nothing of these.
_PRODUCTS = (
    ("registry", re.compile(r"(^|-)(eureka|registry|discovery)(-?(server|service))?$|^eureka|service-registry")),
    ("config", re.compile(r"(^|-)config(uration)?-?(server|service)$|^config$")),
    ("telemetry", re.compile(r"(^|-)(zipkin|jaeger|prometheus|grafana|kibana|logstash|turbine|hystrix|otel)(-|$)")),
    ("telemetry", re.compile(r"(^|-)(tracing-server|spring-?boot-?admin|admin-server|monitoring|logs?(-?server)?|metrics)$")),
    ("broker", re.compile(r"(^|-)(kafka|rabbit(mq)?|activemq|nats|broker|event-?bus)$")),
    ("database", re.compile(r"(^|-)(db|database|mysql|postgres(ql)?|mongo(db)?|mariadb)$")),
    ("cache", re.compile(r"(^|-)(redis|memcached)$")),
    ("tool", re.compile(r"(^|-)(operator|(kafka|redis|mongo|rabbitmq|swagger|flagd)-ui)$")),
)  # fmt: skip
_SHELLS = frozenset(["sh", "/bin/sh", "bash", "/bin/bash", "/dev/null", "-c"])
_LONG = re.compile(r"\d+[smhd]?$|infinity$")
JOB = "job"
_DEPLOYS = frozenset(["kubernetes", "compose", "aspire", "skerry"])  # who says that something runs, and goes on to
_IDLE = frozenset(["sleep", "tail"])  # what keeps a container up for somebody to work in

# Ports that a database listens on where nothing else is said; no two products have one in common. Source: IANA's registry, and the
# products' manuals.
_PORTS = {1433: "sqlserver", 1521: "oracle", 3306: "mysql", 5432: "postgres", 9042: "cassandra", 27017: "mongodb"}


def products_of(parts: Iterable[Part]) -> dict[str, Part]:
    """Folder to the part that makes an image of nothing but a product and its data, as `FROM mongo` does.

    Several instances may be built of it, and then it belongs to none of them alone: each is that product.
    """
    return {part.folder: part for part in parts if part.folder is not None and not part.runs and infrastructure(part)}


def role_of(parts: Sequence[Part], *, coded: bool) -> tuple[str, str]:
    """Role and technology of a node; a business service of unknown technology where nothing says otherwise.

    `coded`: there is code in its folders, so that it is more than a product that is configured there.
    """
    role, technology = _role_of(parts, coded=coded)
    if role == "database" and not technology:
        technology = next((_PORTS[port] for part in parts for port in part.ports if port in _PORTS), "")
    return role, technology


def _role_of(parts: Sequence[Part], *, coded: bool) -> tuple[str, str]:
    technology = next((part.technology for part in parts if part.technology), "")
    if any(part.runs and part.role != JOB and part.witness.reader in _DEPLOYS for part in parts):
        parts = [part for part in parts if part.role != JOB]  # a job of its own, such as one that migrates its database
    for part in parts:
        if part.role:
            return part.role, part.technology or technology
    built = any(part.folder is not None for part in parts)
    for part in parts:
        role, known = product(part.image) if not built else ("", "")
        if role:
            return role, known
    if any(_is_idle(part) for part in parts) and not built:
        return "tool", technology
    names = [folded(part.name) for part in parts]
    for role, pattern in (*_NAMES, *(() if coded else _PRODUCTS)):
        if any(pattern.search(name) for name in names):
            return role, technology
    return "business", technology


def _is_idle(part: Part) -> bool:
    said = [setting.value for setting in part.settings if setting.how == "argument"]
    return any(word in _IDLE for word in said) and all(
        word in _IDLE or word in _SHELLS or _LONG.match(word) for word in said
    )
