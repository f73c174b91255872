"""Where catalog-service stores its data: a table for each entity, with its revision, and for each view."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, MetaData, Table, Text, Uuid

metadata = MetaData()

products = Table(
    "products",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("price", JSON, nullable=False),
    Column("category", JSON, nullable=False),
    Column("brand", JSON, nullable=True),
    Column("variants", JSON, nullable=False),
    Column("row_version", Integer, nullable=False),
)

categories = Table(
    "categories",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent", Uuid, nullable=True),
    Column("row_version", Integer, nullable=False),
)

brands = Table(
    "brands",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("row_version", Integer, nullable=False),
)
