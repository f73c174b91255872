"""Well-known products by their container images: what each is there for. An image is a fact; a node's name is only a hint."""

from __future__ import annotations

import re

# Role, technology, and what the image's name (without registry and tag) looks like: the first that is found.
_PRODUCTS = (
    # What looks after another product comes before it.
    ("tool", "adminer", r"adminer|phpmyadmin|pgadmin|mongo-express|redis-?commander|redisinsight|dbeaver|cloudbeaver"),
    ("tool", "kafka-ui", r"kafka-ui|kafdrop|akhq|kafka-manager|cmak|control-center|kafka-rest|topics-ui|schema-registry-ui|kowl"),
    ("telemetry", "exporter", r"[-_]exporter|exporter$|cadvisor|kube-state-metrics|metrics-server"),
    ("job", "flyway", r"(^|/)(flyway|liquibase|migrate)$"),
    ("database", "pgpool", r"pgpool|pgbouncer"),
    ("database", "postgres", r"postgres|postgis|timescale|pgvector|citus|(^|/)pg"),
    ("database", "mysql", r"mysql|mariadb|percona"),
    ("database", "mongodb", r"mongo|documentdb"),
    ("database", "sqlserver", r"mssql|sqlserver|azure-sql-edge"),
    ("database", "oracle", r"oracle.*(database|xe|free)|oracle-xe"),
    ("database", "cassandra", r"cassandra|scylla"),
    ("database", "neo4j", r"neo4j"),
    ("database", "couchdb", r"couchdb|couchbase"),
    ("database", "dynamodb", r"dynamodb"),
    ("database", "cockroach", r"cockroach"),
    ("database", "clickhouse", r"clickhouse"),
    ("database", "influxdb", r"influxdb"),
    ("database", "opensearch", r"opensearch(?!.*dashboards)"),
    ("database", "elasticsearch", r"elasticsearch"),
    ("database", "solr", r"(^|/)solr"),
    ("database", "qdrant", r"qdrant|weaviate|milvus|chromadb"),
    ("database", "minio", r"minio|azurite|fake-gcs|localstack"),
    ("database", "eventstore", r"eventstore"),
    ("database", "arangodb", r"arangodb|ravendb|rethinkdb|orientdb|dgraph|surrealdb|immudb"),
    ("database", "h2", r"(^|/)h2"),
    ("cache", "redis", r"redis|valkey|dragonfly|keydb"),
    ("cache", "memcached", r"memcache"),
    ("cache", "hazelcast", r"hazelcast|infinispan|ignite"),
    ("cache", "varnish", r"varnish"),
    ("broker", "rabbitmq", r"rabbit"),
    ("registry", "zookeeper", r"zookeeper"),
    ("broker", "kafka-connect", r"kafka-connect|(^|/)connect$"),
    ("broker", "schema-registry", r"schema-registry|apicurio"),
    ("broker", "kafka", r"kafka|redpanda"),
    ("broker", "activemq", r"activemq|artemis"),
    ("broker", "nats", r"(^|/)nats(-server|-streaming)?$"),
    ("broker", "pulsar", r"pulsar"),
    ("broker", "mosquitto", r"mosquitto|emqx|hivemq|vernemq"),
    ("broker", "servicebus", r"servicebus|eventhubs"),
    ("broker", "sqs", r"elasticmq|goaws"),
    ("registry", "consul", r"(^|/)consul(-server)?$"),
    ("registry", "eureka", r"eureka"),
    ("registry", "nacos", r"nacos"),
    ("registry", "etcd", r"(^|/)etcd"),
    ("config", "vault", r"(^|/)vault$"),
    ("config", "flagd", r"flagd|unleash|flipt|goff"),
    ("auth", "keycloak", r"keycloak"),
    ("auth", "hydra", r"(^|/)(hydra|kratos|dex|authelia|authentik|zitadel|fusionauth|oauth2-proxy|casdoor)"),
    ("telemetry", "zipkin", r"zipkin"),
    ("telemetry", "jaeger", r"jaeger"),
    ("telemetry", "tempo", r"(^|/)tempo$"),
    ("telemetry", "prometheus", r"prometheus|alertmanager|pushgateway|victoria|thanos|cortex|mimir"),
    ("telemetry", "grafana", r"grafana"),
    ("telemetry", "loki", r"(^|/)(loki|promtail|alloy)$"),
    ("telemetry", "otel-collector", r"otel|opentelemetry-collector|aws-otel"),
    ("telemetry", "kibana", r"kibana|opensearch-dashboards|(^|/)elk(-|$)"),
    ("telemetry", "logstash", r"logstash|fluentd|fluent-bit|filebeat|metricbeat|vector$|graylog|logspout|gelf"),
    ("telemetry", "seq", r"(^|/)seq$|datalust"),
    ("telemetry", "skywalking", r"skywalking"),
    ("telemetry", "scope", r"weaveworks/scope|(^|/)scope$"),
    ("telemetry", "pyroscope", r"pyroscope|parca|pixie"),
    ("telemetry", "apm", r"apm-server|elastic-agent|dd-agent|datadog/agent|newrelic|instana|dynatrace|statsd|graphite|telegraf"),
    ("telemetry", "sentry", r"sentry"),
    ("telemetry", "hystrix-dashboard", r"hystrix-dashboard|turbine"),
    ("telemetry", "spring-boot-admin", r"spring-boot-admin"),
    ("telemetry", "aspire-dashboard", r"aspire-dashboard"),
    ("gateway", "kong", r"(^|/)kong"),
    ("gateway", "traefik", r"traefik"),
    ("gateway", "envoy", r"envoy(?!.*control)"),
    ("gateway", "tyk", r"tyk-gateway"),
    ("gateway", "krakend", r"krakend"),
    ("gateway", "apisix", r"apisix(?!-dashboard)"),
    ("gateway", "haproxy", r"haproxy"),
    ("gateway", "caddy", r"(^|/)caddy$"),
    ("gateway", "ambassador", r"ambassador|emissary"),
    ("tool", "mail-catcher", r"maildev|mailhog|mailpit|mailcatcher|smtp4dev|greenmail|fake-?smtp"),
    ("tool", "k6", r"(^|/)k6$|locust|(^|/)wrk2?(-|$)|loadgen|load-gen|gatling|jmeter|vegeta|artillery"),
    ("tool", "selenium", r"selenium|cypress|playwright|newman|testcontainers|ryuk|wiremock|mock-?server|pact-broker|toxiproxy"),
    ("tool", "portainer", r"portainer|watchtower|visualizer|dozzle|cadvisor|swagger-ui|sonarqube|jenkins|nexus3?$|hubble|ngrok"),
    ("tool", "waiter", r"wait-for|dockerize|(^|/)(busybox|alpine|curl|pause|bash|hello-world)$"),
    ("tool", "ollama", r"ollama"),
)  # fmt: skip
_COMPILED = tuple((role, technology, re.compile(pattern)) for role, technology, pattern in _PRODUCTS)
# Whatever else such an image is called, it only carries changes from a database's log, or from an outbox, to a broker.
_RELAY = re.compile(
    r"(^|[-_/])(cdc|change-data-capture|maxwell|outbox-(relay|publisher|poller|processor)|debezium(/(connect|server))?)([-_]|$)"
)
# An image with such a word is somebody's program around a product, as `orders-service-with-jaeger` and `mysql-init`.
_PROGRAM = re.compile(
    r"(^|[-_/])(service|svc|api|app|backend|frontend|front-end|consumer|producer|worker|demo|init|seed|migrations?)([-_]|$)"
)


def product(image: str) -> tuple[str, str]:
    """Role and technology of an image; '' and '' for one that is none of the well-known products."""
    whole = bare(image)
    if _RELAY.search(whole):
        return "tool", "cdc"
    if _PROGRAM.search(whole.rpartition("/")[2]):
        return "", ""
    for name in (whole.rpartition("/")[2], whole) if whole else ():
        for role, technology, pattern in _COMPILED:
            if pattern.search(name):
                return role, technology
    return "", ""


def bare(image: str) -> str:
    """An image's name, in lower case, without its registry, tag, digest and unfilled variables: `bitnami/kafka`."""
    name = image.strip().lower().partition("@")[0]
    head, _, last = name.rpartition("/")
    last = last.partition(":")[0].partition("$")[0]
    folders = [part for part in head.split("/") if part and not re.search(r"[.:$]|^localhost$", part)]
    return "/".join([*folders, last])
