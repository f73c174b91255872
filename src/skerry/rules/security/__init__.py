"""Who is let in, and what others can read on the way."""

FAMILY = "Security"
ORDER = 6
