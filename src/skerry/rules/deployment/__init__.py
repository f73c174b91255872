"""How services are built, started and reached."""

FAMILY = "Deployment"
ORDER = 7
