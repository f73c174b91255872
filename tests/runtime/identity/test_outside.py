"""TLS between callers from outside and the plain gateway."""

from __future__ import annotations

import json
import ssl
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.runtime.gateway.stage import Loop
from tests.runtime.identity.papers import Papers
from tests.runtime.identity.test_gateways import table

from skerry.run.parts.gateway import Gateway
from skerry.run.parts.part import NotReady
from skerry.run.place import Place


@pytest.fixture
def loop() -> Iterator[Loop]:
    found = Loop()
    yield found
    found.close()


def gateway(folder: Path, tls: Path) -> Gateway:
    place = Place(folder / "run")
    place.make()
    (folder / "gateway.json").write_text(json.dumps(table()))
    return Gateway(folder / "gateway.json", place, 0, "", identity={"SKERRY_TLS": str(tls)})


def shown(url: str) -> str:
    """The certificate that it shows."""
    return ssl.get_server_certificate(("127.0.0.1", int(url.rpartition(":")[2])))


def test_a_certificate_that_is_replaced(tmp_path: Path, loop: Loop) -> None:
    papers = Papers.at(tmp_path / "papers")
    part = gateway(tmp_path, papers.right("edge"))
    loop.call(part.start())
    try:
        url = part.url.replace("http:", "https:")
        context = ssl._create_unverified_context()
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        assert opener.open(f"{url}/health", timeout=30).status == 200
        first = shown(url)
        assert shown(url) == first
        papers.right("edge")
        until = time.monotonic() + 15
        while shown(url) == first:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert opener.open(f"{url}/health", timeout=30).status == 200
    finally:
        loop.call(part.stop())


def test_no_certificate(tmp_path: Path, loop: Loop) -> None:
    part = gateway(tmp_path, tmp_path)
    with pytest.raises(NotReady):
        loop.call(part.start())
    assert (
        "has no certificate: it needs cert.pem, key.pem, or tls.crt, tls.key"
        in (tmp_path / "run/logs/gateway.log").read_text()
    )
