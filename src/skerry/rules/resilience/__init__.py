"""What happens when a call fails, and how far it spreads."""

FAMILY = "Resilience"
ORDER = 5
