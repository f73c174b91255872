"""`python -m customer_service`."""

from customer_service.entrypoints.main import run

run()
