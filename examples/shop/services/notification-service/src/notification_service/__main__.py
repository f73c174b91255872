"""`python -m notification_service`."""

from notification_service.entrypoints.main import run

run()
