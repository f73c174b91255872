"""Whether a node speaks TLS to who calls it, and whether it calls others over it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.traits._signs import Family, key, of_calls, sign
from skerry.read.fleet.traits._stand import Stand

_FAMILY = Family(
    "encryption",
    (
        sign("encrypts", "ListenAndServeTLS NewTLS NewServerTLSFromFile",
            r"\bListenAndServeTLS\s*\(|\bcredentials\.New(?:Server|Client)?TLS\w*\s*\(", "go", "tls"),
        sign("encrypts", "createServer", r"\b(?:https|http2)\.create(?:Secure)?Server\s*\(", "node", "tls"),
        sign("encrypts", "createSsl createInsecure", r"\b(?:Server)?Credentials\.createSsl\s*\(", "node", "tls"),
        sign("encrypts", "UseHttps ListenAnyIP", r"\.UseHttps\s*\(", "csharp", "tls"),
        sign("encrypts", "ssl_server_credentials secure_channel ssl_channel_credentials add_secure_port", kinds="python", value="tls"),
        sign("encrypts", "ssl_context", r"\bssl_context\s*=|\bssl_certfile\s*=", "python", "tls"),
        sign("encrypts", "requiresSecure", r"\.requiresSecure\s*\(|\.redirectToHttps\s*\(", "java", "tls"),
    ),
    (),
    (
        key("encrypts", r"server\.ssl\.(keystore|keystoretype|keyalias|certificate|bundle)", value="tls"),
        key("encrypts", r"server\.ssl\.enabled", "true", "tls"),
        key("encrypts", r"encrypt\.(key|keystore\..*)", value="settings"),
        key("encrypts", r"kestrel\.(.*\.)?certificate.*", value="tls"),
    ),
)  # fmt: skip
# A key store among a node's files is there to be listened with; one of whom to trust is not, nor one to sign tokens with.
_KEYS = re.compile(r"(?i)(?:^|/)(?![^/]*(?:trust|jwt|token|sign|auth|cacert))[^/]*\.(?:jks|p12|pfx|keystore)$")


def find(stand: Stand) -> Iterator[Trait]:
    """`tls` for what a node listens with; `settings` where a configuration server keeps values encrypted."""
    yield from of_calls(stand, (*_FAMILY.find(stand), *_FAMILY.settings(stand)))
    for node in stand.nodes:
        for file in stand.ground.files(node.name):
            if file.role != "test" and _KEYS.search(file.path):
                yield Trait(node.name, "encrypts", "", "tls", (Witness(file.path, 0, "encryption", strength=0.7),))
