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
        "products",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("price", sa.JSON, nullable=False),
        sa.Column("category", sa.JSON, nullable=False),
        sa.Column("brand", sa.JSON, nullable=True),
        sa.Column("variants", sa.JSON, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "categories",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("parent", sa.Uuid, nullable=True),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
    op.create_table(
        "brands",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("row_version", sa.Integer, nullable=False),
    )
