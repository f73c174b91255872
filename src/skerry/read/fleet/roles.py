"""What a node is there for, told by its manifests, its image, its starters and annotations; by its name only at last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skerry.read.fleet.merge import folded
from skerry.read.manifests import Part
from skerry.read.manifests._products import product

# A name says it only for what is not built of code that was seen to be something else. Whole words of it count.
_NAMES = (
    ("tool", re.compile(r"(^|-)(load-?gen(erator)?|load-?test(er|s)?|load|locust|k6|simulator|seed(er)?|e2e|smoke|mock|stub)(-|$)")),
    ("job", re.compile(r"(^|-)(migrat(e|or|ions?)|db-?init|init|setup|bootstrap|cron|backup)(-|$)|-init$")),
    ("gateway", re.compile(r"^(gateway|gw)(-(service|server|api))?$|(^|-)(api-?gateway|apigw|bff|reverse-?proxy)(-|$)")),
    ("gateway", re.compile(r"(^|-)(edge-?(server|service)|zuul|ingress)(-|$)")),
    ("registry", re.compile(r"(^|-)(eureka|registry|discovery)(-?(server|service))?$|^eureka|service-registry")),
    ("config", re.compile(r"(^|-)config(uration)?-?(server|service)$|^config$")),
    ("telemetry", re.compile(r"(^|-)(zipkin|jaeger|prometheus|grafana|kibana|logstash|turbine|hystrix|otel)(-|$)")),
    ("telemetry", re.compile(r"(^|-)(tracing-server|spring-?boot-?admin|admin-server|monitoring)(-|$)")),
    ("auth", re.compile(r"(^|-)(auth|oauth2?|identity|idp|sso|keycloak|uaa)(-?(server|service|api|provider))?$")),
    ("broker", re.compile(r"(^|-)(kafka|rabbit(mq)?|activemq|nats|broker|event-?bus)$")),
    ("database", re.compile(r"(^|-)(db|database|mysql|postgres(ql)?|mongo(db)?|mariadb)$")),
    ("cache", re.compile(r"(^|-)(redis|memcached)$")),
)  # fmt: skip


def role_of(parts: Sequence[Part]) -> tuple[str, str]:
    """Role and technology of a node; a business service of unknown technology where nothing says otherwise."""
    technology = next((part.technology for part in parts if part.technology), "")
    for part in parts:
        if part.role:
            return part.role, part.technology or technology
    built = any(part.folder is not None for part in parts)
    for part in parts:
        role, known = product(part.image) if not built else ("", "")
        if role:
            return role, known
    names = [folded(name) for part in parts for name in (part.name,)]
    for role, pattern in _NAMES:
        if any(pattern.search(name) for name in names):
            return role, technology
    return "business", technology
