"""`python -m order_service`."""

from order_service.entrypoints.main import run

run()
