"""Where payment-service stores its data: a table for each entity, with its revision, and for each view."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, DateTime, Integer, MetaData, Table, Text, Uuid

metadata = MetaData()

payments = Table(
    "payments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("orderId", Uuid, nullable=False),
    Column("customerId", Uuid, nullable=False),
    Column("amount", JSON, nullable=False),
    Column("status", Text, nullable=False),
    Column("row_version", Integer, nullable=False),
)

payment_methods = Table(
    "payment_methods",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customerId", Uuid, nullable=False),
    Column("number", Text, nullable=False),
    Column("expires", Date, nullable=False),
    Column("row_version", Integer, nullable=False),
)

transactions = Table(
    "transactions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("paymentId", Uuid, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("amount", JSON, nullable=False),
    Column("row_version", Integer, nullable=False),
)

refunds = Table(
    "refunds",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("paymentId", Uuid, nullable=False, index=True),
    Column("amount", JSON, nullable=False),
    Column("row_version", Integer, nullable=False),
)
