"""`python -m skerry_runtime.identity FOLDER --trust DOMAIN --namespace NAME SERVICE…`: the local authority, for development.

Gives each service a new certificate in FOLDER/SERVICE, and prints the Unix time at which it wants to be called again. In production
others do that: cert-manager, SPIRE, Istio.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    """The exit code: 2 where a library is missing, 1 where the folder can't be used."""
    parser = argparse.ArgumentParser(prog="python -m skerry_runtime.identity", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("services", nargs="+")
    parser.add_argument("--trust", required=True, help="the trust domain: shop.local")
    parser.add_argument("--namespace", required=True, help="the namespace of the services: shop")
    parser.add_argument("--seconds", type=float, default=0.0, help="that a certificate is valid (an hour)")
    parser.add_argument("--authority-seconds", type=float, default=0.0, help="that the authority is (30 days)")
    asked = parser.parse_args()
    try:
        from skerry_runtime.identity import authority  # noqa: PLC0415 - an extra
    except ImportError:
        sys.stderr.write("certificates are made with cryptography: pip install 'skerry[trust]'\n")
        return 2
    lives = authority.Lives(asked.seconds or authority.LEAF, asked.authority_seconds or authority.AUTHORITY)
    try:
        again = authority.Authority(asked.folder, asked.trust, asked.namespace, lives).issue(asked.services)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{asked.folder}: {error}\n")
        return 1
    sys.stdout.write(f"{again:.3f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
