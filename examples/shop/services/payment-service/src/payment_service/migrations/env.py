"""Alembic's way in: the runtime opens the database, one replica at a time."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
