"""One clinic for all who only ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.runtime.trust.clinic import Clinic
from tests.runtime.trust.people import People


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    clinic = Clinic(tmp_path_factory.mktemp("clinic"))
    try:
        yield clinic.start()
    finally:
        clinic.stop()


@pytest.fixture(scope="session")
def people(clinic: Clinic) -> People:
    return People(clinic)
