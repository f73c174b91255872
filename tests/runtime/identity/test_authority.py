"""The local authority over the weeks: whatever it replaces, everybody believes everybody, also whoever has not read its files yet."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from skerry_runtime.identity import Identity
from skerry_runtime.identity.__main__ import main
from skerry_runtime.identity.authority import Authority, Lives

DAY = 86_400.0
START = 1_800_000_000.0


def believed(leaf: bytes, bundle: bytes, at: float) -> bool:
    found, moment = x509.load_pem_x509_certificate(leaf), datetime.fromtimestamp(at, UTC)
    for authority in x509.load_pem_x509_certificates(bundle):
        try:
            found.verify_directly_issued_by(authority)
        except (ValueError, InvalidSignature):
            continue
        both = (found, authority)
        return all(each.not_valid_before_utc <= moment <= each.not_valid_after_utc for each in both)
    return False


def test_everybody_is_believed_by_everybody_at_any_time(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "shop.local", "shop", Lives(leaf=3600, authority=86_400 / 4))
    now, rounds, signers = START, [], set()
    for _ in range(60):
        again = authority.issue(["a-service"], now)
        folder = tmp_path / "a-service"
        rounds.append((now, again, (folder / "cert.pem").read_bytes(), (folder / "bundle.pem").read_bytes()))
        signers.add(x509.load_pem_x509_certificate(rounds[-1][2]).extensions.get_extension_for_class(
            x509.AuthorityKeyIdentifier).value.key_identifier)  # fmt: skip
        now = again
    assert len(signers) >= 8, "the authority itself was not replaced"
    for (_, _, old, before), (began, again, new, after) in itertools.pairwise(rounds):
        for leaf, bundle in ((new, after), (new, before), (old, after)):  # also who is late to read
            assert believed(leaf, bundle, began), began
        assert believed(new, after, again)
    assert max(len(x509.load_pem_x509_certificates(bundle)) for _, _, _, bundle in rounds) <= 3


def test_a_pause_of_months(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "shop.local", "shop")
    for now in (START, START + 20 * DAY, START + 200 * DAY):
        authority.issue(["a-service"], now)
        files = [(tmp_path / "a-service" / name).read_bytes() for name in ("cert.pem", "bundle.pem")]
        assert believed(files[0], files[1], now)


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    Authority(tmp_path / "identity", "shop.local", "shop").issue(["a-service"])
    for path in (tmp_path / "identity").rglob("*"):
        if path.is_file() and not path.is_symlink():
            assert path.stat().st_mode & 0o077 == 0, path
    assert (tmp_path / "identity").stat().st_mode & 0o077 == 0


def test_nothing_old_stays(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "shop.local", "shop")
    for _ in range(3):
        authority.issue(["a-service"])
    assert sum(each.is_dir() and not each.is_symlink() for each in (tmp_path / "a-service").iterdir()) == 1


def test_the_command(tmp_path: Path) -> None:
    words = ["a-service", "gateway", "--trust", "shop.local", "--namespace", "shop", "--seconds", "600"]
    command = [sys.executable, "-m", "skerry_runtime.identity", str(tmp_path), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert 200 < float(done.stdout) - datetime.now(UTC).timestamp() <= 300
    assert str(Identity(tmp_path / "gateway").id) == "spiffe://shop.local/ns/shop/sa/gateway"


def test_the_command_without_its_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "skerry_runtime.identity.authority", None)
    monkeypatch.delattr("skerry_runtime.identity.authority", raising=False)
    monkeypatch.setattr(sys, "argv", ["identity", str(tmp_path), "a", "--trust", "t", "--namespace", "n"])
    assert main() == 2
    assert "pip install 'skerry[trust]'" in capsys.readouterr().err
