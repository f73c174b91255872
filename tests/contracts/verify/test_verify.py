"""A true service passes, whatever the seed; each way in which it can depart from its document is found, and told so that it
can be seen again."""

from __future__ import annotations

import importlib.util
import shlex
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from skerry.contracts.verify.deviation import Verification
from skerry.contracts.verify.life import UNKNOWN, life
from skerry.contracts.verify.run import Service, verify
from skerry.formats.bundle import of_file, of_texts
from skerry.formats.openapi import open_api
from skerry.model import load


def _service() -> ModuleType:
    """The service of the tests, which is no package's."""
    spec = importlib.util.spec_from_file_location("verified_service", Path(__file__).with_name("service.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


service = _service()

# What is planted, and the code that has to be among those that are found.
BY_STORIES = {
    "missing field": "C415",
    "wrong type": "C415",
    "wrong status": "C412",
    "undocumented code": "C412",
    "undocumented field": "C417",
    "wrong media": "C414",
    "bare errors": "C418",
    "no location": "C416",
    "no sunset": "C416",
    "lost write": "C431",
    "wrong location": "C432",
    "lost idempotency": "C433",
    "second effect": "C434",
    "reused key": "C435",
    "optional key": "C436",
    "broken pagination": "C437",
    "overlapping pages": "C438",
    "limit ignored": "C439",
    "endless pages": "C440",
    "stale write": "C441",
    "unguarded write": "C442",
    "always sent": "C443",
    "constant etag": "C443",
    "kept after deletion": "C444",
    "no transition": "C445",
    "any state": "C446",
}
ALONE = set(BY_STORIES) - {"wrong media", "constant etag", "lost idempotency", "lost write", "no location"} - {
    "wrong type", "undocumented code",
}  # fmt: skip
ONLY_GENERATED = {"server error": "C411", "too strict": "C420", "unchecked": "C419"}


def verified(planted: str, *, seed: int = 0, examples: int = 0, model: bool = True) -> Verification:
    api, problems = open_api(of_file(service.DOCUMENT))
    assert api
    assert not problems
    loaded = load(service.MODEL)
    assert not loaded.problems
    known = life(loaded.system, loaded.system.services["order-service"]) if model else UNKNOWN
    with service.running(planted) as url:
        return verify(api, Service(url, {"Authorization": "Bearer hush"}, examples, seed, 60.0, known))


def codes(found: Verification) -> set[str]:
    return {each.code.id for each in found.deviations}


@pytest.mark.parametrize("seed", range(5))
def test_a_true_service_passes_all_stories(seed: int) -> None:
    found = verified("", seed=seed)
    assert not found.deviations
    assert not found.problems
    assert not found.skipped
    assert {"create, then read", "follow the pages", "stale write", "same key, another body"} <= {
        s for s, _ in found.told
    }


@pytest.mark.parametrize("seed", [0, 7])
def test_a_true_service_passes_generated_requests(seed: int) -> None:
    pytest.importorskip("schemathesis")
    found = verified("", seed=seed, examples=5)
    assert not found.deviations
    assert not found.problems
    assert found.requests > 300


@pytest.mark.parametrize(("planted", "code"), BY_STORIES.items())
def test_a_planted_departure_is_found(planted: str, code: str) -> None:
    found = verified(planted)
    assert code in codes(found)
    assert all(each.requests and each.expected and each.came and each.place.line for each in found.deviations)
    if planted in ALONE:
        assert codes(found) == {code}, "one departure is not told as others"


def test_what_only_generated_requests_find() -> None:
    pytest.importorskip("schemathesis")
    assert not verified(", ".join(ONLY_GENERATED)).deviations
    found = verified(", ".join(ONLY_GENERATED), examples=5)
    assert codes(found) >= set(ONLY_GENERATED.values())
    assert all(each.requests for each in found.deviations)


def test_states_are_known_from_the_model_alone() -> None:
    assert "C446" not in codes(verified("any state", model=False))
    assert "C446" in codes(verified("any state"))


def test_the_requests_of_a_deviation_show_it_again_and_hold_no_credentials() -> None:
    api, _ = open_api(of_file(service.DOCUMENT))
    assert api
    with service.running("undocumented code") as url:
        found = verify(api, Service(url, {"Authorization": "Bearer hush"}, 0))
        (gone,) = (each for each in found.deviations if each.code.id == "C444")
        assert not any("hush" in request for request in gone.requests)
        ran = [subprocess.run(shlex.split(each), capture_output=True, text=True, check=False) for each in gone.requests]
        assert [each.stdout.split()[1] for each in ran] == ["201", "418", "418"], "the first order is deleted already"


def test_the_same_seed_sends_the_same_bodies() -> None:
    one, other = (
        [each.requests[-1].split(" -d ")[-1][:60] for each in verified("wrong status", seed=3).deviations] for _ in "12"
    )
    assert one == other


def test_nothing_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = against(f"http://127.0.0.1:{port}/v1")
    assert {each.code.id for each in found.problems} == {"C403"}
    assert not found.deviations


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\xff" * 100,
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"HTTP/1.1 abc\r\n\r\n",
        b"X: " + b"y" * 100_000,
    ],
)
def test_whoever_speaks_no_http_is_a_problem(answer: bytes) -> None:
    with speaking(answer) as url:
        assert {each.code.id for each in against(url).problems} == {"C403"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "a", "items": ' + b"[" * 700 + b"]" * 700 + b"}",
        b"[" * 200_000,
        b'{"items": NaN, "next": {}}',
        b'{"items": [[[]], 1, null], "next": "?"}',
        b"\xff",
        b'"' + b"x" * 100_000,
    ],
)
def test_hostile_bodies_are_deviations(body: bytes) -> None:
    head = f"HTTP/1.1 201 X\r\nLocation: http://[/\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with speaking(head.encode() + body) as url:
        found = against(url)
    assert found.deviations


def test_a_service_that_trickles_is_left_when_the_time_is_over() -> None:
    began = time.monotonic()
    with speaking(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50, pause=0.1) as url:
        found = against(url, seconds=1.0)
    assert time.monotonic() - began < 5
    assert {each.code.id for each in found.problems} == {"C403", "C405"}


def test_other_hosts_are_never_asked() -> None:
    asked = threading.Event()
    with speaking(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", heard=asked) as other:
        leading = f"HTTP/1.1 302 Found\r\nLocation: {other}/v1/orders/1\r\nContent-Length: 0\r\n\r\n".encode()
        texts = {
            "a.json": b'{"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {"$ref": "'
            + other.encode()
            + b'/x"}}}}}}'
        }
        api, _ = open_api(of_texts(texts))
        assert api
        with speaking(leading) as url:
            verify(api, Service(url, examples=2, seconds=20.0))
            against(url)
    assert not asked.is_set()


def against(url: str, seconds: float = 20.0) -> Verification:
    api, _ = open_api(of_file(service.DOCUMENT))
    assert api
    return verify(api, Service(url, examples=0, seconds=seconds))


@contextmanager
def speaking(answer: bytes, *, pause: float = 0.0, heard: threading.Event | None = None) -> Iterator[str]:
    """The address of something that answers everybody with the same bytes, in small pieces where there is a pause."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                for at in range(0, len(answer), 5 if pause else len(answer) or 1):
                    connection.sendall(answer[at : at + 5] if pause else answer)
                    time.sleep(pause)
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            if heard:
                heard.set()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
