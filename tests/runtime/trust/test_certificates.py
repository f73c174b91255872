"""Who gets in where certificates are asked for: the same answers at the services and through both gateways, over every face."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.runtime.identity.papers import WRONG, Papers
from tests.runtime.trust.cases import CASES, Case
from tests.runtime.trust.certified import NONE, OTHER, RIGHT, Certified, Doors
from tests.runtime.trust.clinic import WAYS
from tests.runtime.trust.faces import COMPOSED, REACHED, over, words
from tests.runtime.trust.people import People

REST = "rest"
EVERYWHERE = [*((REST, way) for way in WAYS), *(each for each in REACHED if each != (COMPOSED, "direct"))]
AT_SERVICES = [each for each in EVERYWHERE if each[1] == "direct"]
BEHIND = [each for each in EVERYWHERE if each[1] != "direct"]
BY_NAME = {each.name: each for each in CASES}
OFTEN = [
    "no token", "expired", "tampered with", "foreign audience", "said in headers", "wrong role", "another patient's records",
    "another patient's, on behalf of her", "consent was never given", "undeclared path", "undeclared method", "right", "own records",
    "to write needs no consent, to be her physician will do",
]  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers.at(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def doors(people: People, papers: Papers) -> Iterator[Doors]:
    with closing(Doors(people.clinic, papers)) as found:
        yield found


@pytest.fixture(scope="module")
def right(doors: Doors, papers: Papers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Certified]:
    with closing(Certified(doors, papers, RIGHT, tmp_path_factory.mktemp("right"))) as found:
        yield found


@pytest.fixture(scope="module", params=[NONE, "foreign authority", "expired", OTHER])
def gateways(
    request: pytest.FixtureRequest, doors: Doors, papers: Papers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Certified]]:
    with closing(Certified(doors, papers, request.param, tmp_path_factory.mktemp("gateways"))) as found:
        yield request.param, found


def said(certified: Certified, people: People, face: str, way: str, case: Case) -> str:
    """What is answered, in the words of the face; a lost connection is `UNAVAILABLE`."""
    asked = case.service, case.method, case.path(people), case.token(people), case.body(people)
    try:
        if face == REST:
            return str(certified.ask(way, *asked, **case.headers(people)).status)
        return over(certified, face, way, *asked, case.headers(people)).code
    except ConnectionError:
        assert way == "direct", "a gateway says what is wrong"
        return "UNAVAILABLE"


def wanted(face: str, status: int, otherwise: dict[str, str] | None = None) -> str:
    return str(status) if face == REST else words(face, status, otherwise or {})


def named(each: tuple[str, str]) -> str:
    return "-".join(each)


@pytest.mark.parametrize(("face", "way"), EVERYWHERE, ids=map(named, EVERYWHERE))
@pytest.mark.parametrize("case", OFTEN)
def test_behind_the_right_certificate_it_is_as_without(
    right: Certified, people: People, case: str, face: str, way: str
) -> None:
    of = BY_NAME[case]
    assert said(right, people, face, way, of) == wanted(face, of.status, dict(of.otherwise))


@pytest.mark.parametrize(("face", "way"), AT_SERVICES, ids=map(named, AT_SERVICES))
@pytest.mark.parametrize("kind", [NONE, *WRONG, OTHER])
def test_a_caller_whom_nobody_should_believe(
    doors: Doors, papers: Papers, people: People, tmp_path: Path, kind: str, face: str, way: str
) -> None:
    audit = people.clinic.place.folder / "audit" / "record-service"
    before = len(handshakes(audit))
    with closing(Certified(doors, papers, kind, tmp_path, gateways=False)) as found:
        answer = said(found, people, face, way, BY_NAME["right"])
    assert answer == (wanted(face, 403) if kind == OTHER else "UNAVAILABLE")
    until = time.monotonic() + 10
    while len(handshakes(audit)) == before and time.monotonic() < until:
        time.sleep(0.02)
    assert len(handshakes(audit)) > before, "who is refused is written down"


@pytest.mark.parametrize(("face", "way"), BEHIND, ids=map(named, BEHIND))
def test_a_gateway_whom_nobody_should_believe(
    gateways: tuple[str, Certified], people: People, face: str, way: str
) -> None:
    kind, certified = gateways
    assert said(certified, people, face, way, BY_NAME["right"]) == wanted(face, 403 if kind == OTHER else 503)


def handshakes(folder: Path) -> list[str]:
    """What the audit says of who did not get in."""
    lines = [json.loads(line) for each in folder.rglob("*.jsonl") for line in each.read_text().splitlines()]
    return [each["why"]["reason"] for each in lines if each["kind"] == "handshake"]
