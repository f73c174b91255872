"""Objects from which an operator makes servers: their role, and under which names what it makes is reached."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath

from skerry.read.manifests._part import Part
from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.values import listed, number, text

# Group (its last part) and kind; role, technology, and the names of the Services that the operator makes.
_MADE = {
    ("strimzi.io", "Kafka"): ("broker", "kafka", ("{}-kafka-bootstrap", "{}-kafka-brokers")),
    ("rabbitmq.com", "RabbitmqCluster"): ("broker", "rabbitmq", ("{}-nodes",)),
    ("cnpg.io", "Cluster"): ("database", "postgres", ("{}-rw", "{}-ro", "{}-r")),
    ("acid.zalan.do", "postgresql"): ("database", "postgres", ("{}-repl",)),
    ("crunchydata.com", "PostgresCluster"): ("database", "postgres", ("{}-primary", "{}-replicas")),
    ("mongodb.com", "MongoDBCommunity"): ("database", "mongodb", ("{}-svc",)),
    ("mongodb.com", "MongoDB"): ("database", "mongodb", ("{}-svc",)),
    ("percona.com", "PerconaServerMongoDB"): ("database", "mongodb", ("{}-rs0", "{}-mongos")),
    ("percona.com", "PerconaXtraDBCluster"): ("database", "mysql", ("{}-haproxy", "{}-proxysql")),
    ("mysql.oracle.com", "InnoDBCluster"): ("database", "mysql", ()),
    ("mariadb.com", "MariaDB"): ("database", "mariadb", ("{}-primary",)),
    ("cockroachlabs.com", "CrdbCluster"): ("database", "cockroachdb", ("{}-public",)),
    ("datastax.com", "CassandraDatacenter"): ("database", "cassandra", ("{}-service",)),
    ("elastic.co", "Elasticsearch"): ("database", "elasticsearch", ("{}-es-http",)),
    ("elastic.co", "Kibana"): ("telemetry", "kibana", ("{}-kb-http",)),
    ("opstreelabs.in", "Redis"): ("cache", "redis", ()),
    ("databases.spotahome.com", "RedisFailover"): ("cache", "redis", ("rfs-{}", "rfr-{}")),
    ("nats.io", "NatsCluster"): ("broker", "nats", ()),
    ("jaegertracing.io", "Jaeger"): ("telemetry", "jaeger", ("{}-collector", "{}-query", "{}-agent")),
    ("opentelemetry.io", "OpenTelemetryCollector"): ("telemetry", "opentelemetry", ("{}-collector",)),
    ("monitoring.coreos.com", "Prometheus"): ("telemetry", "prometheus", ("prometheus-operated",)),
    ("grafana.integreatly.org", "Grafana"): ("telemetry", "grafana", ("{}-service",)),
    ("keycloak.org", "Keycloak"): ("auth", "keycloak", ("{}-service",)),
}


def operated(each: Object) -> Iterator[Part]:
    """The server that an operator makes of an object, or the host outside that a mesh is told of."""
    if each.kind == "BuildConfig":  # OpenShift builds an image of a folder
        folder = normpath(text(each.body, "spec", "source", "contextDir") or ".").strip("/").removeprefix(".")
        yield Part(each.name, each.witness(each.name, "metadata", "name"), rank=15, folder=folder, runs=False)
        return
    if each.kind == "ServiceEntry" and each.group == "networking.istio.io":
        for host in listed(each.body, "spec", "hosts"):
            inside = text(each.body, "spec", "location") == "MESH_INTERNAL" or text(host).startswith("metadata.")
            if not inside and "*" not in text(host):
                yield Part(text(host), each.witness(text(host), "spec", "hosts"), rank=10, role="external")
        return
    for (group, kind), (role, technology, made) in _MADE.items():
        if each.kind == kind and each.group.endswith(group):
            yield Part(
                each.name,
                each.witness(each.name, "metadata", "name"),
                rank=40,
                aliases=tuple(pattern.format(each.name) for pattern in made),
                role=role,
                technology=technology,
                replicas=number(each.body, "spec", "replicas") or number(each.body, "spec", "instances"),
            )
