"""What all parts of the matrix begin with: a gateway with its services, and what is looked at in answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.runtime.gateway.stage import Make, Stage
from tests.runtime.gateway.tables import PROBLEMS, table
from tests.runtime.gateway.wire import Answer

MEBI = 1024 * 1024


def problem(answer: Answer, status: int, kind: str) -> dict[str, object]:
    """Asserts that the gateway itself has said this, in RFC 9457's words."""
    assert answer.status == status, answer.body[:300]
    assert answer.header("Content-Type").partition(";")[0] == "application/problem+json"
    body = answer.json
    assert (body["type"], body["status"]) == (f"{PROBLEMS}/{kind}", status)
    assert body["title"] and body["detail"]
    return dict(body)


def sent(answer: Answer, name: str) -> list[str]:
    """The values of a header as the service has got it."""
    return [value for key, value in answer.json["headers"] if key == name]


def near(answer: Answer, deadline: str) -> bool:
    """Whether the service was told that it has about so many milliseconds, and no more."""
    (found,) = sent(answer, "skerry-deadline")
    return int(deadline) * 0.5 < int(found) <= int(deadline)


class Base:
    make: Make

    @pytest.fixture(scope="class")
    @classmethod
    def running(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
        stage = Stage(tmp_path_factory.mktemp("gateway"), table(), cls.make)
        for name in ("order", "stock", "try", "try@v2", "biscuit", "biscuit@v2", "limit", "head", "letter", "search"):
            stage.serve(name)
        try:
            yield stage.start()
        finally:
            stage.stop()

    @pytest.fixture
    def stage(self, running: Stage) -> Stage:
        running.clear()
        return running
