"""Definitions of tables in SQL as steps of a schema's life. The only door to sqlglot."""
