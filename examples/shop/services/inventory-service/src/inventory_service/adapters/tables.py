"""Where inventory-service stores its data: a table for each entity, with its revision, and for each view."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, DateTime, Integer, MetaData, Table, Text, Uuid

metadata = MetaData()

inventory_items = Table(
    "inventory_items",
    metadata,
    Column("productId", Uuid, primary_key=True),
    Column("onHand", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("row_version", Integer, nullable=False),
)

warehouses = Table(
    "warehouses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", JSON, nullable=False),
    Column("row_version", Integer, nullable=False),
)

stock_movements = Table(
    "stock_movements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("productId", Uuid, nullable=False, index=True),
    Column("warehouseId", Uuid, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("row_version", Integer, nullable=False),
)

reservations = Table(
    "reservations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("orderId", Uuid, nullable=False),
    Column("items", JSON, nullable=False),
    Column("row_version", Integer, nullable=False),
)
