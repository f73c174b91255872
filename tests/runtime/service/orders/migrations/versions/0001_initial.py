"""The tables of the service's first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("customerId", sa.Uuid, index=True, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("total", sa.JSON, nullable=False),
        sa.Column("shipTo", sa.JSON, nullable=False),
        sa.Column("status", sa.String, index=True, nullable=False),
        sa.Column("note", sa.String),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("orderId", sa.Uuid, nullable=False),
        sa.Column("amount", sa.JSON, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "order_summary",
        sa.Column("orderId", sa.Uuid, primary_key=True),
        sa.Column("totalAmount", sa.JSON),
        sa.Column("score", sa.Integer),
    )
    op.create_table(
        "outbox",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
