"""A process's own certificate: what is taken, what is refused, and what happens when the files change."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

import pytest
from tests.runtime.identity.papers import HOUR, Papers

from skerry_runtime.clients import Registry
from skerry_runtime.identity import Identity, IdentityError, SpiffeId
from skerry_runtime.identity.spiffe import Nameless, certified


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers.at(tmp_path_factory.mktemp("papers"))


def test_who_this_is(papers: Papers) -> None:
    found = Identity(papers.right("order-service"))
    assert str(found.id) == "spiffe://shop.local/ns/shop/sa/order-service"
    assert found.id.sibling("gateway") == SpiffeId("shop.local", "shop", "gateway")


@pytest.mark.parametrize(("kind", "why"), [
    ("expired", "certificate has expired"), ("not yet valid", "certificate is not yet valid"), ("no name", "is not spiffe://"),
])  # fmt: skip
def test_what_nobody_would_believe_is_not_taken(papers: Papers, kind: str, why: str) -> None:
    with pytest.raises(IdentityError, match=f"{kind}/cert.pem can't be used: .*{why}"):
        _ = Identity(papers.wrong(kind, "order-service")).id


def test_a_key_of_another_certificate(papers: Papers, tmp_path: Path) -> None:
    mine, other = papers.right("order-service"), papers.right("cart-service")
    for name, folder in (("cert.pem", mine), ("key.pem", other), ("bundle.pem", mine)):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with pytest.raises(IdentityError, match=r"cert.pem can't be used: key values mismatch"):
        _ = Identity(tmp_path).id


@pytest.mark.parametrize(
    "names", [("tls.crt", "tls.key", "ca.crt"), ("svid.pem", "svid_key.pem", "svid_bundle.pem")], ids="/".join
)
def test_files_as_others_mount_them(papers: Papers, tmp_path: Path, names: tuple[str, ...]) -> None:
    mine = papers.right("order-service")
    for theirs, ours in zip(names, ("cert.pem", "key.pem", "bundle.pem"), strict=True):
        (tmp_path / theirs).write_bytes((mine / ours).read_bytes())
    assert Identity(tmp_path).id.service == "order-service"


def test_new_files_are_used_for_new_connections(papers: Papers) -> None:
    found = Identity(papers.right("renewed-service"), pause=0.0)
    first = found.server(), found.towards("cart-service", "https://x")
    assert (found.server(), found.towards("cart-service", "https://x")) == first
    papers.right("renewed-service")
    second = found.server(), found.towards("cart-service", "https://x")
    assert second[0] is not first[0] and second[1] is not first[1]


def test_new_files_that_are_wrong_change_nothing(papers: Papers, caplog: pytest.LogCaptureFixture) -> None:
    folder = papers.right("steady-service")
    found = Identity(folder, pause=0.0)
    before = found.server()
    papers.made("steady-service", papers.name("steady-service"), begins=-HOUR, ends=-5)
    with caplog.at_level(logging.WARNING, "skerry.identity"):
        assert [found.server() for _ in range(3)] == [before] * 3
    assert len(caplog.records) == 1 and "certificate has expired" in caplog.text
    for each in folder.iterdir():
        if each.name.endswith(".pem"):
            each.unlink()
    assert found.server() is before
    for each in (folder / "..data").iterdir():
        (folder / each.name).symlink_to(f"..data/{each.name}")
    papers.right("steady-service")
    assert found.server() is not before


def test_keys_are_for_their_owner_alone(papers: Papers) -> None:
    folder = papers.right("order-service")
    assert ((folder / "key.pem").stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_an_end_without_a_successor_is_seen(papers: Papers) -> None:
    found = Identity(papers.made("ending-service", papers.name("ending-service"), ends=2.0))
    asyncio.run(found.check())
    time.sleep(2.1)
    with pytest.raises(IdentityError, match=r"ending-service has ended, and there is no new one"):
        asyncio.run(found.check())


def test_addresses_where_only_names_are_known(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SKERRY_REGISTRY", raising=False)
    monkeypatch.setenv("SKERRY_IDENTITY", str(papers.right("order-service")))
    monkeypatch.setenv("SKERRY_PLAIN", "search-service")
    found = Registry.from_environment()
    assert found.addresses("cart-service") == ["https://cart-service:8080"]
    assert found.addresses("search-service") == ["http://search-service:8080"]
    identity = Identity.from_environment()
    assert identity is not None and identity is Identity.from_environment()
    assert identity.towards("search-service", "http://search-service:8080") is True
    with pytest.raises(IdentityError, match="cart-service is called with certificates alone"):
        identity.towards("cart-service", "http://cart-service:8080")


@pytest.mark.parametrize("names", [
    (), (("DNS", "order-service"),), (("URI", "https://a"),), (("URI", "spiffe://a/ns/b/sa/c"), ("URI", "spiffe://a/ns/b/sa/d")),
    (("URI", "spiffe://A/ns/b/sa/c"),), (("URI", "spiffe://a/ns/b/sa/c/d"),), (("URI", "spiffe://a/ns/b/sa/"),),
    (("URI", "spiffe://a:80/ns/b/sa/c"),), (("URI", "spiffe://a/ns/b/sa/c?d"),), (("URI", "spiffe://a/ns/b/sa/c\n"),),
])  # fmt: skip
def test_names_that_are_none(names: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(Nameless):
        certified({"subjectAltName": names})
