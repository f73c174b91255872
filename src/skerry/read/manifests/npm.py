"""Packages of Node: those that are programs (servers, and single-page applications), with the workspace's packages that only they need."""

from __future__ import annotations

import json
from collections.abc import Iterator
from posixpath import dirname
from typing import Any

from skerry.facts.fleet import Witness
from skerry.read.manifests._modules import belonging
from skerry.read.manifests._part import Part
from skerry.read.manifests._texts import Texts

READER = "npm"
_SERVERS = (
    "@nestjs/core", "express", "fastify", "koa", "@hapi/hapi", "hapi", "restify", "apollo-server", "@apollo/server", "moleculer", "next",
    "nuxt", "@sveltejs/kit", "@remix-run/node", "@grpc/grpc-js", "grpc", "seneca", "polka", "hono", "@feathersjs/express", "strapi",
)  # fmt: skip
_PAGES = ("react-scripts", "@angular/core", "@vue/cli-service", "vue", "react-dom", "svelte", "preact", "ember-source")
_STARTS = ("start", "serve", "dev", "start:prod", "start:dev")


def read(texts: Texts) -> Iterator[Part]:
    """A part for each package that starts something."""
    packages = {
        dirname(file.path): found
        for file in texts.named("package.json")
        if file.role != "test" and (found := _parsed(texts, file.path))
    }
    names = {str(package.get("name")): folder for folder, package in packages.items()}
    needs = {
        folder: [names[name] for name in _needed(package) if name in names] for folder, package in packages.items()
    }
    kinds = {folder: kind for folder, package in packages.items() if (kind := _kind(package))}
    own = belonging(needs, kinds)
    for folder, kind in kinds.items():
        path = f"{folder}/package.json" if folder else "package.json"
        name = str(packages[folder].get("name") or "").rpartition("/")[2] or folder.rpartition("/")[2]
        if name:
            yield Part(
                name, Witness(path, 1, READER, kind), rank=5, folder=folder, technology="node", runs=False, serves=True,
                libraries=own[folder],
            )  # fmt: skip


def _parsed(texts: Texts, path: str) -> dict[str, Any] | None:
    try:
        found = json.loads(texts.of(path))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _needed(package: dict[str, Any]) -> list[str]:
    found = package.get("dependencies")
    return [str(name) for name in found] if isinstance(found, dict) else []


def _kind(package: dict[str, Any]) -> str:
    """What starts it: a server's or a page's library; '' for a library, and for the root of a workspace."""
    scripts, needed = package.get("scripts"), set(_needed(package))
    if "workspaces" in package or not isinstance(scripts, dict) or not any(name in scripts for name in _STARTS):
        return ""
    return next((name for name in (*_SERVERS, *_PAGES) if name in needed), "")
