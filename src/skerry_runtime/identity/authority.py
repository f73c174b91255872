"""A local authority for development: it lives in a folder that only its owner can read, and gives each service a short certificate.

Its own certificate is replaced as well, in steps between which everybody has time to read: a new authority stands in all bundles before
it signs, and an old one until nothing that it has signed is valid any more. The steps follow from the times in the certificates alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from skerry_runtime.clock import wall
from skerry_runtime.identity.certificates import SKEW, Pair, authority, leaf

LEAF = 3600.0  # seconds that a certificate of a service is valid; it is replaced at half of that
AUTHORITY = 30 * 86_400.0  # seconds that an authority's is
_NAMES = ("cert.pem", "key.pem", "bundle.pem")


@dataclass(frozen=True, slots=True)
class Lives:
    """Seconds that certificates live."""

    leaf: float = LEAF
    authority: float = AUTHORITY


class Authority:
    """That of a trust domain, in a folder: `ca/` with its own keys, and a folder for each service with what that one needs."""

    def __init__(self, folder: Path, trust: str, namespace: str, lives: Lives = Lives()) -> None:
        self._folder, self._trust, self._namespace, self._lives = folder, trust, namespace, lives
        self._own = folder / "ca"

    def issue(self, services: Sequence[str], now: float = 0.0) -> float:
        """Gives each of these a new certificate and the bundle; the Unix time at which it has to be done again."""
        now = now or wall()
        for each in (self._folder, self._own):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)
        believed = self._believed(now)
        signer = self._signer(believed, now)
        bundle = b"".join(each.pem for each in believed)
        for service in services:
            name = f"spiffe://{self._trust}/ns/{self._namespace}/sa/{service}"
            made = leaf(signer, name, now, now + self._lives.leaf)
            publish(self._folder / service, made.pem, made.key_pem, bundle)
        return now + self._lives.leaf / 2

    def _believed(self, now: float) -> list[Pair]:
        """The authorities in the bundle, the oldest first; one more where the newest is past half of its life."""
        found = sorted(self._known(), key=_begins)
        found = self._kept([each for each in found if _ends(each) > now], now)
        if not found or now > _begins(found[-1]) + self._lives.authority / 2:
            found.append(self._made(now))
        return found

    def _kept(self, known: list[Pair], now: float) -> list[Pair]:
        """Without those that a younger one has replaced so long ago that nothing of theirs is valid."""
        past = [each for each in known if now > _begins(each) + self._lives.leaf * 2]
        return known[known.index(past[-1]) :] if past else known

    def _signer(self, believed: list[Pair], now: float) -> Pair:
        """The youngest that all have had the time to believe: it stood in the bundles of the last round; else the oldest."""
        settled = [each for each in believed if now > _begins(each) + self._lives.leaf / 4]
        return settled[-1] if settled else believed[0]

    def _known(self) -> list[Pair]:
        return [Pair.read(each.read_bytes(), each.with_suffix(".key").read_bytes()) for each in self._own.glob("*.pem")]

    def _made(self, now: float) -> Pair:
        made, name = authority(self._trust, now, now + self._lives.authority), uuid4().hex
        _written(self._own / f"{name}.key", made.key_pem)
        _written(self._own / f"{name}.part", made.pem)
        (self._own / f"{name}.part").replace(self._own / f"{name}.pem")  # whole, and after its key
        return made


def publish(folder: Path, certificate: bytes, key: bytes, bundle: bytes) -> None:
    """Puts the three files there at once, as Kubernetes does with a mounted secret: readers see all old ones or all new ones."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f"..{uuid4().hex}"
    fresh.mkdir(mode=0o700)
    for name, data in zip(_NAMES, (certificate, key, bundle), strict=True):
        _written(fresh / name, data)
    before = (folder / "..data").resolve() if (folder / "..data").is_symlink() else None
    draft = folder / "..data.part"
    draft.unlink(missing_ok=True)
    draft.symlink_to(fresh.name)
    draft.replace(folder / "..data")
    for name in _NAMES:
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(f"..data/{name}")
    if before is not None and before.parent == folder.resolve():
        shutil.rmtree(before, ignore_errors=True)


def _written(path: Path, data: bytes) -> None:
    """A file that only its owner can read, from its first moment on."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - a descriptor
        file.write(data)


def _begins(pair: Pair) -> float:
    return pair.certificate.not_valid_before_utc.timestamp() + SKEW


def _ends(pair: Pair) -> float:
    return pair.certificate.not_valid_after_utc.timestamp()
