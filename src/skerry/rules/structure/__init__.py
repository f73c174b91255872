"""How the system is cut: services that are too large, too small, or not to be had without one another."""

FAMILY = "Structure"
ORDER = 1
