"""Where notification-service stores its data: a table for each entity, with its revision, and for each view."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, Uuid

metadata = MetaData()

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customerId", Uuid, nullable=False),
    Column("channel", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sent", DateTime(timezone=True), nullable=True),
    Column("row_version", Integer, nullable=False),
)
