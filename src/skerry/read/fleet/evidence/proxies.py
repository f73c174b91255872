"""Reverse proxies and gateways by their own configuration: nginx, Apache, HAProxy, Caddy, Envoy, Traefik, Kong, Varnish.

URLs in such files are addresses like all others, see `literals` and `files`; here stands what has another form, and which node a file
is for that lies beside all sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.passages import is_comment, is_config, is_manifest, line_at
from skerry.read.sources import SourceFile

DIRECTIVE = 0.95  # measured on twelve fleets: 4 of 4

_PRODUCTS = (
    ("nginx", re.compile(r"(?i)nginx|default\.conf|\.vhost$|sites-")),
    ("haproxy", re.compile(r"(?i)haproxy")),
    ("caddy", re.compile(r"(?i)caddyfile")),
    ("envoy", re.compile(r"(?i)envoy")),
    ("traefik", re.compile(r"(?i)traefik")),
    ("kong", re.compile(r"(?i)kong")),
    ("apisix", re.compile(r"(?i)apisix")),
    ("krakend", re.compile(r"(?i)krakend")),
    ("varnish", re.compile(r"(?i)varnish|\.vcl$")),
    ("httpd", re.compile(r"(?i)httpd|apache")),
    ("prometheus", re.compile(r"(?i)prometheus")),
)
# A host, with its port, behind a directive that names a server.
_DIRECTIVE = re.compile(
    r"(?im)(?:^|[{;])[ \t]*(?:\.|-[ \t]+)?(?:(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass|reverse_proxy|server(?:[ \t]+[\w.-]+)?|host|"
    r"address|to|proxypass(?:reverse)?[ \t]+\S+|balancermember|set[ \t]+\$\w+)[ \t]*[:=]?[ \t]+[\"']?(?:\w+://)?([A-Za-z0-9_][\w.-]*)(?::(\d{2,5}))?(?=[\s;/\"',]|$)"
)
# The same where the host is a variable, as `envsubst` fills it in when the container starts.
_FILLED = re.compile(
    r"(?im)(?:^|[{;])[ \t]*(?:(?:proxy|fastcgi|uwsgi|scgi|grpc)_pass|reverse_proxy|server|proxypass(?:reverse)?[ \t]+\S+)[ \t]+[\"']?"
    r"(?:\w+://)?\$(?:\{(\w+)(?::?-([\w.-]*))?\}|([A-Z]\w*))"
)
_TARGETS = re.compile(r"[\"']([A-Za-z][\w.-]*):(\d{2,5})[\"']")


def find(ground: Ground) -> Iterator[Link]:
    """A link for every server to which a proxy leads."""
    for file in ground.texts.tree.files:
        product = _product(file) if is_config(file) else ""
        node = product and (ground.node_of(file.path) or _only(ground, product))
        if node and not is_manifest(ground.texts.of(file.path)):
            yield from _of_file(ground, node, file)


def _product(file: SourceFile) -> str:
    return next((product for product, pattern in _PRODUCTS if pattern.search(file.path)), "")


def _only(ground: Ground, product: str) -> str:
    """The node that runs a product, if there is one."""
    nodes = [
        node.name for node in ground.nodes if product in (node.technology, node.name) or product in node.image.lower()
    ]
    return nodes[0] if len(nodes) == 1 else ""


def _of_file(ground: Ground, node: str, file: SourceFile) -> Iterator[Link]:
    text = ground.texts.of(file.path)
    given = {setting.key: setting.value for setting in ground.settings(node)}
    for found in _FILLED.finditer(text):
        for target in ground.addresses.of(given.get(found[1] or found[3]) or found[2] or "", node):
            if target != node and not is_comment(text, found.start(), file.extension or ".conf"):
                shown = found[0].strip()[:120]
                yield Link(node, target, Witness(file.path, line_at(text, found.start()), "proxy", shown, DIRECTIVE))
    for found in (*_DIRECTIVE.finditer(text), *_TARGETS.finditer(text)):
        address = f"{found[1]}:{found[2]}" if found[2] else found[1]
        for target, how in ground.addresses.meant(address, node):
            if target != node and how != "local" and not is_comment(text, found.start(1), file.extension or ".conf"):
                shown = found[0].strip()[:120]
                yield Link(node, target, Witness(file.path, line_at(text, found.start(1)), "proxy", shown, DIRECTIVE))
