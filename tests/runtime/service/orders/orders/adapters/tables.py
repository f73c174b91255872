from sqlalchemy import JSON, Column, Integer, LargeBinary, MetaData, String, Table, Uuid

metadata = MetaData()
ORDERS = Table(
    "orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("customerId", Uuid, index=True, nullable=False),
    Column("items", JSON, nullable=False),
    Column("total", JSON, nullable=False),
    Column("shipTo", JSON, nullable=False),
    Column("status", String, index=True, nullable=False),
    Column("note", String),
    Column("row_version", Integer, nullable=False),
)
PAYMENTS = Table(
    "payments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("orderId", Uuid, nullable=False),
    Column("amount", JSON, nullable=False),
    Column("status", String, nullable=False),
    Column("row_version", Integer, nullable=False),
)
SUMMARY = Table(
    "order_summary",
    metadata,
    Column("orderId", Uuid, primary_key=True),
    Column("totalAmount", JSON),
    Column("score", Integer),
)
OUTBOX = Table(
    "outbox",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
