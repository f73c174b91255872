"""The tables that every service has besides its own; their names begin with `skerry_`, and migrations leave them alone."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text, Uuid

from skerry_runtime.privacy.vault import keys_table

RUNTIME = MetaData()
DATA_KEYS = keys_table(RUNTIME)

OWNER = Table("skerry_owner", RUNTIME, Column("service", String, primary_key=True))

# What was answered under an idempotency key. `kind` is answer, or tombstone: a saga took it back, it must not happen (again).
ANSWERS = Table(
    "skerry_answers",
    RUNTIME,
    Column("key", String(512), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("operation", String, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", Float, nullable=False),
    Index("skerry_answers_at", "at"),
    sqlite_with_rowid=False,  # one tree instead of two: a page less to write for each command
)

# The history of event-sourced things, in the columns that the `eventsourcing` library's recorders have.
EVENTS = Table(
    "skerry_events",
    RUNTIME,
    Column("originator_id", Uuid, primary_key=True),
    Column("originator_version", Integer, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
SNAPSHOTS = Table(
    "skerry_snapshots",
    RUNTIME,
    Column("originator_id", Uuid, primary_key=True),
    Column("originator_version", Integer, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
)
KEYS = Table(  # which things of an entity have a history, so that its table can be made again
    "skerry_originators",
    RUNTIME,
    Column("originator_id", Uuid, primary_key=True),
    Column("entity", String, nullable=False, index=True),
)

# What read models are made of: each event that any of them hears, once, in the order of arrival; and how far each has read.
LOG = Table(
    "skerry_log",
    RUNTIME,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("source", String, nullable=False),
    Column("id", String, nullable=False),
    Column("type", String, nullable=False, index=True),
    Column("happened", Float, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("skerry_log_once", "source", "id", unique=True),
)
VIEWS = Table(
    "skerry_views",
    RUNTIME,
    Column("view", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("delay", Float, nullable=False),
)
