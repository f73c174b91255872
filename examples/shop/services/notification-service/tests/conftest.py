"""The service as the tests have it: with its default behaviour, and other services that answer by example."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from skerry_runtime.service.testing import Tested, tested

from notification_service.entrypoints.main import service
from notification_service.service_layer.defaults import Defaults

ANSWERS = {
    "customer-service.preferences": {
        "customerId": "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9",
        "language": "en",
        "channel": "email",
    },
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Tested]:
    """A client of the running service."""
    with tested(lambda: service(Defaults), tmp_path, ANSWERS) as running:
        yield running
