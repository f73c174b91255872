"""The service as the tests have it: with its default behaviour, and other services that answer by example."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from skerry_runtime.service.testing import Tested, tested

from payment_service.entrypoints.main import service
from payment_service.service_layer.defaults import Defaults

ANSWERS = {}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Tested]:
    """A client of the running service."""
    with tested(lambda: service(Defaults), tmp_path, ANSWERS) as running:
        yield running
