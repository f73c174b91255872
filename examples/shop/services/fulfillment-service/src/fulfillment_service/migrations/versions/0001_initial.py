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
        "shipments",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("orderId", sa.Uuid, nullable=False),
        sa.Column("customerId", sa.Uuid, nullable=False),
        sa.Column("carrier", sa.Text, nullable=False),
        sa.Column("tracking", sa.Text, nullable=True),
        sa.Column("shipTo", sa.JSON, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
