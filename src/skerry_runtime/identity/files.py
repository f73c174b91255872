"""The folder with a service's certificate, key and trust bundle, whoever mounts it: `skerry run`, cert-manager, SPIFFE's helper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_LAYOUTS = (
    ("cert.pem", "key.pem", "bundle.pem"),
    ("tls.crt", "tls.key", "ca.crt"),  # a secret of cert-manager
    ("svid.pem", "svid_key.pem", "svid_bundle.pem"),  # spiffe-helper
)


class IdentityError(Exception):
    """The certificate can't be used; the message says which file, why, and what is needed."""


@dataclass(frozen=True, slots=True)
class Files:
    """A certificate with its chain, its key, and the authorities whose certificates are believed; all PEM."""

    certificate: Path
    key: Path
    bundle: Path

    @classmethod
    def within(cls, folder: Path) -> Files:
        """Those of a folder.

        Raises:
            IdentityError: they are not there.
        """
        for layout in _LAYOUTS:
            found = [folder / name for name in layout]
            if all(each.exists() for each in found):
                return cls(*found)
        wanted = ", or ".join(", ".join(each) for each in _LAYOUTS)
        raise IdentityError(f"{folder} has no certificate: it needs {wanted}")

    def stamp(self) -> tuple[tuple[int, int, int], ...]:
        """Something that differs when any of them was replaced; empty while one is missing."""
        try:
            return tuple((at.st_ino, at.st_mtime_ns, at.st_size) for at in (each.stat() for each in self._all()))
        except OSError:
            return ()

    def _all(self) -> tuple[Path, Path, Path]:
        return self.certificate, self.key, self.bundle
