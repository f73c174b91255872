"""Where fulfillment-service stores its data: a table for each entity, with its revision, and for each view."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, MetaData, Table, Text, Uuid

metadata = MetaData()

shipments = Table(
    "shipments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("orderId", Uuid, nullable=False),
    Column("customerId", Uuid, nullable=False),
    Column("carrier", Text, nullable=False),
    Column("tracking", Text, nullable=True),
    Column("shipTo", JSON, nullable=False),
    Column("row_version", Integer, nullable=False),
)
