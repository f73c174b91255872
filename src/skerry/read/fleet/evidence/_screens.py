"""Pages that lead to other pages: an address of a screen, in what runs in a browser, is where somebody goes who clicks, and no call."""

from __future__ import annotations

import re
from functools import cached_property

from msgspec.structs import replace

from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.programs import Programs

LINKED = 0.2  # times: not measured
_ADDRESSES = frozenset(
    ["env", "shared", "argument", "file", "shared file", "url", "local url", "host and port", "name", "variable"]
)  # fmt: skip
# What is built with one of the first is run by a browser; one of the second also runs at the server, and may call there.
_PAGES = re.compile(r'"(?:react-dom|vue|@angular/core|svelte|preact|solid-js|ember-source)"\s*:')
_SERVES = re.compile(
    r'"(?:next|nuxt3?|@remix-run/\w+|@sveltejs/kit|@angular/ssr|express|koa|fastify|@?h(?:api|ono)(?:/\w+)?|http-proxy[\w-]*)"\s*:'
)
_FRAMES = re.compile(r"remoteEntry|<iframe|single-spa|\bimportmap\b")  # a page made of others does load them


class Screens:
    """The nodes that are pages alone. Ask for it by `ground.derived(Screens)`."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def weighed(self, link: Link) -> Link:
        """A link, weak if it is the address of one screen in another."""
        linked = link.kind in {"", "http"} and link.witness.reader in _ADDRESSES
        if not linked or link.target not in self._pages or link.source not in self._leading:
            return link
        return replace(link, witness=replace(link.witness, strength=round(link.witness.strength * LINKED, 3)))

    @cached_property
    def _pages(self) -> frozenset[str]:
        return frozenset(node.name for node in self._ground.nodes if self._is_page(node.folders))

    @cached_property
    def _leading(self) -> frozenset[str]:
        """The screens that hold no other one within them."""
        programs, texts = self._ground.derived(Programs), self._ground.texts
        return frozenset(
            name
            for name in (self._pages if len(self._pages) > 1 else ())
            if not any(_FRAMES.search(texts.code(file.path)) for file in programs.code(name))
        )

    def _is_page(self, folders: tuple[str, ...]) -> bool:
        built = [self._ground.texts.of(f"{folder}/package.json" if folder else "package.json") for folder in folders]
        return any(map(_PAGES.search, built)) and not any(map(_SERVES.search, built))
