"""What can be seen of a running system."""

FAMILY = "Observability"
ORDER = 8
