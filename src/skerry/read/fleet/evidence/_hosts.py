"""Hosts that are nobody of ours."""

from __future__ import annotations

import re

_ABSOLUTE = re.compile(
    r"(?:https?|wss?|s?ftp)://(?:[^@/\s]*@)?([a-z\d](?:[\w-]*\.)+[a-z]{2,})(?::\d+)?(?=[/?#]|$)", re.IGNORECASE
)
# Names for examples (RFC 2606), for this network, of specifications and licences: nothing is called there.
_NOBODY = re.compile(
    r"(?:^|\.)(?:example(?:\.\w+)?|test|invalid|localhost|local|localdomain|internal|docker\.internal|cluster\.local|w3\.org"
    r"|apache\.org|schema\.org|json-schema\.org|xmlsoap\.org|springframework\.org|mycompany\.com|domain\.com|yourdomain\.com)$"
)


def outside(address: str) -> str:
    """The public host that an absolute address leads to, in lower case; '' if there is none."""
    found = _ABSOLUTE.match(address)
    host = found[1].lower() if found else ""
    return "" if _NOBODY.search(host) else host
