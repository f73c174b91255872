"""Where order-service stores its data: a table for each entity, with its revision, and for each view."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, MetaData, Table, Text, Uuid

metadata = MetaData()

orders = Table(
    "orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customerId", Uuid, nullable=False),
    Column("items", JSON, nullable=False),
    Column("total", JSON, nullable=False),
    Column("shipTo", JSON, nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("row_version", Integer, nullable=False),
)

returns = Table(
    "returns",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("orderId", Uuid, nullable=False, index=True),
    Column("items", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("row_version", Integer, nullable=False),
)

order_summary = Table(
    "order_summary",
    metadata,
    Column("orderId", Uuid, primary_key=True),
    Column("customerId", Uuid, nullable=True),
    Column("items", JSON, nullable=True),
    Column("totalAmount", JSON, nullable=True),
)

customer_name = Table(
    "customer_name",
    metadata,
    Column("customerId", Uuid, primary_key=True),
    Column("name", Text, nullable=True),
)
