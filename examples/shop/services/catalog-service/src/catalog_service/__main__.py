"""`python -m catalog_service`."""

from catalog_service.entrypoints.main import run

run()
