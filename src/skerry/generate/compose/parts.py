"""What stands beside the services: one Postgres with a database for each store, the broker, the gateway, the collector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from skerry.generate.compose.credentials import Database
from skerry.generate.compose.networks import DATABASE, Ties
from skerry.generate.compose.services import LOOKS, USER, confined
from skerry.generate.workloads import Workload, platform
from skerry.generate.workloads.passages import GATEWAY
from skerry.generate.workloads.settings import settings
from skerry.kernel.yaml_text import yaml
from skerry.model.system import System

Object = dict[str, Any]
_DATA = "postgres-data"
_BROKERS: dict[str, Object] = {
    "nats": {
        "image": "nats:2.11-alpine",
        "read_only": True,
        "command": ["--jetstream", "--store_dir", "/data", "--http_port", "8222"],
        "healthcheck": {"test": ["CMD", "wget", "--quiet", "--spider", "http://127.0.0.1:8222/healthz"], **LOOKS},
        "volumes": ["nats-data:/data"],
    },
    "rabbitmq": {
        "image": "rabbitmq:4-alpine",
        "user": "rabbitmq",
        "configs": [{"source": "rabbitmq", "target": "/etc/rabbitmq/conf.d/20-network.conf"}],
        "healthcheck": {"test": ["CMD", "rabbitmq-diagnostics", "--quiet", "ping"], **LOOKS},
        "volumes": ["rabbitmq-data:/var/lib/rabbitmq"],
    },
    "kafka": {
        "image": "apache/kafka:4.0.0",
        "environment": {
            "KAFKA_NODE_ID": "1",
            "KAFKA_PROCESS_ROLES": "broker,controller",
            "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
            "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://kafka:9092",
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        },
        "healthcheck": {
            "test": ["CMD", "/opt/kafka/bin/kafka-topics.sh", "--list", "--bootstrap-server", "kafka:9092"],
            **LOOKS,
        },
        "volumes": ["kafka-data:/var/lib/kafka/data"],
    },
}


def parts(
    system: System, found: Sequence[Workload], stores: Sequence[Database], ties: Ties
) -> Iterator[tuple[str, Object]]:
    """By name."""
    if stores:
        yield DATABASE, _postgres(stores)
    for name, broker in _BROKERS.items():
        if name in ties.members:
            yield name, {**_quiet(), **broker, "networks": [name]}
    if collector := platform.collector(system):
        aliases = {"aliases": [f"{collector.name}.{collector.namespace}"]}
        yield (
            collector.name,
            {
                "image": "otel/opentelemetry-collector:0.130.0",
                **confined(USER),
                "configs": [{"source": collector.name, "target": "/etc/otelcol/config.yaml"}],
                "networks": {collector.name: aliases},
            },
        )
    if platform.gateway(system):
        yield (
            GATEWAY,
            {
                "build": {"context": "../gateway", "dockerfile": "../compose/gateway.Dockerfile"},
                **confined(),
                "init": True,
                "environment": settings(system, None),
                "tmpfs": ["/tmp"],
                "ports": ["127.0.0.1:8080:8080"],
                "networks": ties.of(GATEWAY),
            },
        )


def volumes(found: Sequence[Workload], stores: Sequence[Database]) -> Iterator[str]:
    """What outlives its container."""
    yield from (f"{each.name}-{folder.name}" for each in found for folder in each.kept)
    if stores:
        yield _DATA
    wanted = {secret.name.removeprefix(f"{each.app}-") for each in found for secret in each.secrets}
    yield from (f"{name}-data" for name in _BROKERS if name in wanted)


def configs(system: System, ties: Ties) -> Object:
    """What the collector does with what it gets: it prints it. RabbitMQ's guest may come from its network, where nobody else is."""
    found: Object = {}
    if "rabbitmq" in ties.members:
        found["rabbitmq"] = {"content": "loopback_users.guest = false"}
    if collector := platform.collector(system):
        received = {"otlp": {"protocols": {"http": {"endpoint": f"0.0.0.0:{collector.port}"}}}}
        signals = {name: {"receivers": ["otlp"], "exporters": ["debug"]} for name in ("traces", "logs", "metrics")}
        content = {"receivers": received, "exporters": {"debug": {}}, "service": {"pipelines": signals}}
        found[collector.name] = {"content": yaml(content).rstrip()}
    return found


def script(stores: Sequence[Database]) -> str:
    """What Postgres runs when its data folder is new: a role for each database, and nobody else may connect to it."""
    lines = "\n".join(f"database {each.name} {each.role} {each.password}" for each in stores)
    return f"""\
#!/bin/sh
# Each database has a role of its own, which may connect to no other.
set -eu

database() {{
  psql --set ON_ERROR_STOP=1 --username postgres --set name="$1" --set role="$2" --set password="$(cat "/run/secrets/$3")" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"role";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}}

{lines}
"""


def _quiet() -> Object:
    """A part of others, which knows best as whom it runs; some write their configuration when they start."""
    return {"cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"], "restart": "unless-stopped"}


def _postgres(stores: Sequence[Database]) -> Object:
    return {
        "image": "postgres:18-alpine",
        **confined("postgres"),
        "tmpfs": ["/tmp", "/var/run/postgresql"],
        "environment": {"POSTGRES_PASSWORD_FILE": "/run/secrets/postgres-password"},
        "healthcheck": {"test": ["CMD", "pg_isready", "--username", "postgres", "--host", "127.0.0.1"], **LOOKS},
        "volumes": [
            f"{_DATA}:/var/lib/postgresql",
            "./databases.sh:/docker-entrypoint-initdb.d/databases.sh:ro",
        ],
        "secrets": ["postgres-password", *(each.password for each in stores)],
        "networks": [DATABASE],
        "shm_size": "128m",
    }
