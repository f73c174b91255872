from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.read.frameworks._reading import Facts

Read = Callable[[Mapping[str, str]], Facts]


@pytest.fixture
def facts(tmp_path: Path) -> Read:
    return lambda files: Facts(tmp_path, files)
