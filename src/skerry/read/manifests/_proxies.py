"""Whether configuration of a web server makes a gateway of it: it passes requests on to several others, and has no pages of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from skerry.read.manifests._products import bare
from skerry.read.manifests._texts import Texts

_SERVER = re.compile(r"nginx|httpd|apache2?$|openresty|caddy$|haproxy")
_CONFIGURATION = re.compile(
    r"(^|/)([^/]*\.(conf|cfg|vhost)(\.(template|tmpl|tpl|j2))?|Caddyfile|default|nginx\.[^/]*)$"
)
# nginx, Apache, HAProxy, Caddy
_PASSES = re.compile(
    r"(?:^|[{;])[ \t]*(?:(?:proxy|grpc|uwsgi|fastcgi)_pass\s+(\S+?);|ProxyPass(?:Match)?\s+\S+\s+(\S+)|"
    r"server\s+\S+\s+([\w.-]+:\d+)|reverse_proxy\s+(?:/\S*\s+)?(\S+))",
    re.M,
)
_PAGES = re.compile(r"(^|/)(package\.json|index\.html?|angular\.json)$")
_MOST = 50  # files of one server


def is_web_server(image: str) -> bool:
    """Whether an image is one of a web server that serves pages, or passes on, or both."""
    return bool(_SERVER.match(bare(image).rpartition("/")[2]))


def passes_on(texts: Texts, given: Iterable[str]) -> bool:
    """Whether what is in these files and folders makes a gateway of the server that has them."""
    paths = [path for each in given for path in ([each] if each in texts.by_path else _below(texts, each))]
    if any(_PAGES.search(path) for path in paths):
        return False
    found: set[str] = set()
    for path in [path for path in paths if _CONFIGURATION.search(path)][:_MOST]:
        found.update(_host(next(filter(None, match.groups()))) for match in _PASSES.finditer(texts.of(path)))
    return len(found) > 1


def _below(texts: Texts, folder: str) -> list[str]:
    return [file.path for file in texts.below(folder)] if folder else []


def _host(address: str) -> str:
    return re.sub(r"^\w+://", "", address).partition("/")[0].partition(":")[0]
