"""What is told, by whom, and who listens."""

FAMILY = "Events"
ORDER = 4
