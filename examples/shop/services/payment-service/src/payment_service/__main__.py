"""`python -m payment_service`."""

from payment_service.entrypoints.main import run

run()
