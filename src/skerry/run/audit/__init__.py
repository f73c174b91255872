"""Audit logs as files: read and verified by code of its own, which shares nothing with what writes them but the format."""
