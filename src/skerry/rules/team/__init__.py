"""Who owns what, and how much of it."""

FAMILY = "Teams"
ORDER = 9
