"""A system whose model wants certificates: every service of ours shows one, and nobody needs to do anything for it."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.run.system import BOARD, PLAIN, copied, running, until

from skerry.run.fleet import Fleet, Located, Member
from skerry.run.infrastructure import Choice, Local
from skerry.run.parts.part import Missing
from skerry.run.place import Place


@pytest.fixture
def board(tmp_path: Path) -> Path:
    folder = copied(BOARD, tmp_path / "board")
    model = folder / "board.arch.yaml"
    text = model.read_text().replace("\ntypes:", "\npolicies:\n  calls: { mtls: true }\n\ntypes:")
    model.write_text(text)
    return folder


def registry(folder: Path) -> dict[str, list[str]]:
    return dict(json.loads((folder / ".skerry/run/registry.json").read_text()))


def test_services_show_certificates_that_are_replaced(board: Path) -> None:
    lives = {"SKERRY_CERTIFICATE_SECONDS": "12"}
    with running(board, *PLAIN, **lives) as system:
        known = registry(board)
        assert known["note-service"][0].startswith("https://127.0.0.1:")
        assert known["echo-service"][0].startswith("http://127.0.0.1:")
        assert system.said.count("without certificates, on this machine alone: echo-service") == 1
        status, made = system.request("POST", "/v1/notes", {"text": "hello"})
        assert status == 201, made
        assert system.request("GET", f"/v1/notes/{made['id']}")[0] == 200
        assert got(f"{system.url}/echo-service/echo.py") == 200
        assert system.parts()["identity"]["state"] == "ready"
        until(lambda: "note-pinned" in system.ask("events").stdout, "the operator is answered")
        secured = known["note-service"][0]
        assert (got(f"{secured}/v1/notes"), got(f"http{secured.removeprefix('https')}/v1/notes")) == (0, 0)
        own = board / ".skerry/run/identity/note-service/cert.pem"
        first = own.read_bytes()
        until(lambda: own.read_bytes() != first, "the certificate was replaced", 30)
        system.ask("kill", "note-service")
        system.ready("note-service")
        until(lambda: system.request("GET", f"/v1/notes/{made['id']}")[0] == 200, "it is back")
    assert not [line for line in system.said.splitlines() if "Traceback" in line]


def got(url: str) -> int:
    """The status for somebody without a certificate; 0 where there is no answer."""
    context = ssl._create_unverified_context()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        return int(opener.open(url, timeout=10).status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, http.client.HTTPException):
        return 0


def located(root: Path, domain: str = "board.local") -> Located:
    services = (Member("note-service", mtls=bool(domain), package="notes"), Member("echo-service", command="./echo"))
    return Located(Fleet("skerry.fleet/1", "board", services=services, domain=domain), root)


def local(tmp_path: Path, mtls: str, domain: str = "board.local") -> Local:
    choice = Choice(bus="sqlite", gateway="none", mtls=mtls)
    return Local(located(tmp_path, domain), Place(tmp_path / "run"), None, choice, "")  # type: ignore[arg-type]


def test_the_model_says_whether(tmp_path: Path) -> None:
    for mtls, domain, wanted in (("auto", "board.local", True), ("off", "board.local", False), ("auto", "", False)):
        found = local(tmp_path, mtls, domain)
        assert (found.identities is not None) is wanted
        told = found.environment(found._located.fleet.services[0])
        assert ("SKERRY_IDENTITY" in told) is wanted
        assert told.get("SKERRY_PLAIN", "echo-service") == "echo-service"
    with pytest.raises(Missing, match="the model wants no certificates"):
        local(tmp_path, "on", "")


def test_where_they_can_not_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skerry.run.parts.identities.available", lambda: False)
    found = local(tmp_path, "auto")
    assert found.identities is None
    assert found.notes() == ("services show no certificates, though the model wants it: pip install 'skerry[trust]'",)
    with pytest.raises(Missing, match=r"pip install 'skerry\[trust\]', or choose --mtls off"):
        local(tmp_path, "on")
