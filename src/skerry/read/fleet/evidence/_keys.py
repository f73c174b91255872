"""What a key, a parameter or a variable is for, told by its words: whether a bare name under it is an address."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Under these a name is one for people or for something within a server, and not that of the server.
_NAMING = frozenset([
        "name", "names", "user", "username", "usr", "login", "password", "passwd", "pwd", "pass", "secret", "token", "db", "dbname",
        "database", "schema", "topic", "topics", "queue", "queues", "exchange", "channel", "subject", "stream", "profile",
        "profiles", "active", "id", "ids", "group", "namespace", "mode", "type", "kind", "level", "key", "keys", "index", "bucket",
        "realm", "label", "labels", "title", "region", "path", "prefix", "suffix", "table", "collection", "tag", "tags", "image",
        "version", "role", "scope", "scopes", "class", "module", "package", "dir", "directory", "file", "folder", "vhost", "driver",
        "dialect", "engine", "provider", "adapter", "format", "encoding", "locale", "zone", "tier", "env", "environment", "logger",
        "description", "summary", "text", "message", "msg", "content", "audience",
    ])  # fmt: skip
_ADDRESS = frozenset([
        "host", "hosts", "hostname", "hostnames", "url", "urls", "uri", "uris", "addr", "addrs", "address", "addresses", "endpoint",
        "endpoints", "server", "servers", "srv", "svc", "service", "services", "broker", "brokers", "bootstrap", "dsn", "connection",
        "connections", "conn", "connect", "upstream", "upstreams", "backend", "backends", "base", "proxy", "proxypass", "node",
        "nodes", "peer", "peers", "link", "location", "destination", "destinations", "target", "authority", "dial", "dialer",
        "client", "remote", "cluster", "ip", "datasource", "replica", "master", "leader", "nameserver", "resolver", "discovery",
        "api", "connector", "origin", "forward", "join",
    ])  # fmt: skip
# What makes of an address one that is given to others, or that others come from, and that nobody calls.
_NOT_CALLED = re.compile(
    r"(?i)callback|redirect|cors|allowed|post_?logout|advertised|listener|listen|bind|window\.open|location(?:\.href)?\s*=|\bhref\b|self_?url|own_?url|public_?url|swagger|springdoc|open_?api"
)
_SERVICE = re.compile(r"(?<=.)(?:service|svc|srv|server|api|grpc|app)+$")
_READS = re.compile(
    r"(?i)getenv|environ|process\.env|import\.meta\.env|__ENV|\benv\b|env::var|lookup_?env|get_?env|env_?or|ENV\[|fetch_env|GetEnvironmentVariable|"
    r"flag\.|add_argument|System\.get|setdefault|viper\.|config(?:uration)?[.\[]"
)


@lru_cache(maxsize=8192)
def words(key: str) -> tuple[str, ...]:
    """The words of a key in any style, in lower case."""
    return tuple(word.lower() for word in _WORD.findall(key))


def is_address(key: str) -> bool:
    """Whether a bare name under this key is an address."""
    parts = words(key)
    return bool(parts) and parts[-1] not in _NAMING and any(part in _ADDRESS for part in parts)


def is_naming(key: str) -> bool:
    """Whether what stands under this key is certainly no address, unless it looks like one."""
    parts = words(key)
    return bool(parts) and parts[-1] in _NAMING


def is_called(text: str) -> bool:
    """Whether an address under this key, or in this piece of code, is one that is called."""
    return not _NOT_CALLED.search(text)


def reads(code: str) -> bool:
    """Whether a piece of code reads a variable, a flag or a setting, behind which a literal is what holds otherwise."""
    return bool(_READS.search(code))


def core(name: str) -> str:
    """The words of a name joined, without those at its end that say no more than that it is a service."""
    return _SERVICE.sub("", "".join(words(name)))
