"""`python -m inventory_service`."""

from inventory_service.entrypoints.main import run

run()
