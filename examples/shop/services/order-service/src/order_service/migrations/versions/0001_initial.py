"""The tables as they were first."""

import sqlalchemy as sa
from alembic import op

revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Goes one step on."""
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("customerId", sa.Uuid, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("total", sa.JSON, nullable=False),
        sa.Column("shipTo", sa.JSON, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_index("ix_orders_status", "orders", ["status"])
    op.create_table(
        "returns",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("orderId", sa.Uuid, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_index("ix_returns_orderId", "returns", ["orderId"])
    op.create_table(
        "order_summary",
        sa.Column("orderId", sa.Uuid, primary_key=True),
        sa.Column("customerId", sa.Uuid, nullable=True),
        sa.Column("items", sa.JSON, nullable=True),
        sa.Column("totalAmount", sa.JSON, nullable=True),
    )
    op.create_table(
        "customer_name",
        sa.Column("customerId", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=True),
    )
