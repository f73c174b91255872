"""Whether a node speaks TLS to who calls it, and whether it calls others over it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.traits._signs import Family, key, of_calls, sign
from skerry.read.fleet.traits._stand import Stand

_LISTENS = Family(
    "encryption",
    (
        sign("encrypts", "ListenAndServeTLS NewServerTLSFromFile NewServerTLSFromCert", kinds="go", value="tls"),
        sign(
            "encrypts",
            "createServer createSecureServer",
            r"\b(?:https|http2)\.create(?:Secure)?Server\s*\(",
            "node",
            "tls",
        ),
        sign("encrypts", "ServerCredentials", r"\bServerCredentials\.createSsl\s*\(", "node", "tls"),
        sign("encrypts", "UseHttps", r"\.UseHttps\s*\(", "csharp", "tls"),
        sign("encrypts", "ssl_server_credentials add_secure_port", kinds="python", value="tls"),
        sign("encrypts", "ssl_context ssl_certfile", r"\bssl_context\s*=|\bssl_certfile\s*=", "python", "tls"),
        sign(
            "encrypts", "requiresSecure redirectToHttps", r"\.requiresSecure\s*\(|\.redirectToHttps\s*\(", "java", "tls"
        ),
    ),
    (),
    (
        key("encrypts", r"server\.ssl\.(keystore|keystoretype|keyalias|certificate|bundle)", value="tls"),
        key("encrypts", r"server\.ssl\.enabled", "true", "tls"),
        key("encrypts", r"kestrel\.(.*\.)?certificate.*", value="tls"),
    ),
)
_CALLS = Family(
    "encryption",
    (
        sign("encrypts", "credentials", r"\bcredentials\.New(?:Client)?TLS\w*\s*\(", "go", "tls"),
        sign("encrypts", "credentials", r"(?<!Server)[cC]redentials\.createSsl\s*\(", "node", "tls"),
        sign(
            "encrypts",
            "secure_channel ssl_channel_credentials",
            r"\b(?:secure_channel|ssl_channel_credentials)\s*\(",
            "python",
            "tls",
        ),
    ),
)

# A key store among a node's files is there to be listened with; one of whom to trust is not, nor one to sign tokens with.
_KEYS = re.compile(r"(?i)(?:^|/)(?![^/]*(?:trust|jwt|token|sign|auth|cacert))[^/]*\.(?:jks|p12|pfx|keystore)$")


def find(stand: Stand) -> Iterator[Trait]:
    """Of a node that it listens with TLS, and of calls that they are made with it. The value is `tls`."""
    yield from _LISTENS.find(stand)
    yield from _LISTENS.settings(stand)
    yield from of_calls(stand, _CALLS.find(stand), lambda file: False)
    for node in stand.nodes:
        for file in stand.ground.files(node.name):
            if file.role != "test" and _KEYS.search(file.path):
                yield Trait(node.name, "encrypts", "", "tls", (Witness(file.path, 0, "encryption", strength=0.7),))
