"""Whose data is whose, and what keeps it consistent."""

FAMILY = "Data"
ORDER = 2
