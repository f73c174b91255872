"""Certificates of all kinds, for the tests: the right ones, and those that a service has to refuse."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from skerry_runtime.identity.authority import publish
from skerry_runtime.identity.certificates import Pair, authority, leaf
from skerry_runtime.identity.files import Files

TRUST, NAMESPACE = "shop.local", "shop"
HOUR = 3600.0


@dataclass(frozen=True)
class Papers:
    """An authority that is believed, and one that is not; folders with certificates of both."""

    folder: Path
    ours: Pair
    theirs: Pair

    @classmethod
    def at(cls, folder: Path) -> Papers:
        now = time.time()
        return cls(folder, authority(TRUST, now, now + 24 * HOUR), authority(TRUST, now, now + 24 * HOUR))

    def right(self, service: str) -> Path:
        """What a service should have."""
        return self.made(service, self.name(service))

    def made(self, folder: str, name: str, signer: Pair | None = None, begins: float = 0.0, ends: float = HOUR) -> Path:
        """A certificate of this name; `begins` and `ends` are seconds from now. Whoever has it believes both authorities."""
        now, place = time.time(), self.folder / folder
        made = leaf(signer or self.ours, name, now + begins, now + ends)
        publish(place, made.pem, made.key_pem, self.ours.pem + self.theirs.pem)
        return place

    def wary(self, service: str) -> Path:
        """What a service should have, with a bundle in which the other authority is not."""
        now = time.time()
        made = leaf(self.ours, self.name(service), now, now + HOUR)
        publish(self.folder / service, made.pem, made.key_pem, self.ours.pem)
        return self.folder / service

    @staticmethod
    def name(service: str, trust: str = TRUST, namespace: str = NAMESPACE) -> str:
        return f"spiffe://{trust}/ns/{namespace}/sa/{service}"

    def wrong(self, kind: str, service: str) -> Path:
        """One that nobody may believe; `kind` says what is wrong with it."""
        name = self.name(service)
        if kind == "foreign authority":
            return self.made(kind, name, self.theirs)
        if kind == "expired":
            return self.made(kind, name, begins=-HOUR, ends=-5)
        if kind == "not yet valid":
            return self.made(kind, name, begins=HOUR, ends=2 * HOUR)
        if kind == "foreign trust domain":
            return self.made(kind, self.name(service, trust="evil.example"))
        if kind == "foreign namespace":
            return self.made(kind, self.name(service, namespace="other"))
        assert kind == "no name", kind
        return self.made(kind, "https://order-service.example")


WRONG = ("foreign authority", "expired", "not yet valid", "foreign trust domain", "foreign namespace", "no name")


def files(folder: Path) -> Files:
    return Files.within(folder)
