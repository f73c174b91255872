"""`python -m fulfillment_service`."""

from fulfillment_service.entrypoints.main import run

run()
