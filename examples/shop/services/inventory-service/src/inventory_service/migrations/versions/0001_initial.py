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
        "inventory_items",
        sa.Column("productId", sa.Uuid, primary_key=True),
        sa.Column("onHand", sa.BigInteger, nullable=False),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "warehouses",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.JSON, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "stock_movements",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("productId", sa.Uuid, nullable=False),
        sa.Column("warehouseId", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_index("ix_stock_movements_productId", "stock_movements", ["productId"])
    op.create_table(
        "reservations",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("orderId", sa.Uuid, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
