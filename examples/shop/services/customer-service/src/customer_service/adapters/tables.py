"""Where customer-service stores its data: a table for each entity, with its revision, and for each view."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Integer, MetaData, Table, Text, Uuid

metadata = MetaData()

customers = Table(
    "customers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("address", JSON, nullable=True),
    Column("since", Date, nullable=False),
    Column("row_version", Integer, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customerId", Uuid, nullable=False),
    Column("login", Text, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("row_version", Integer, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("customerId", Uuid, primary_key=True),
    Column("language", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("row_version", Integer, nullable=False),
)
