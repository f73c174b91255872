"""Where an API is found: the servers of the document, of a path, of an operation."""

from __future__ import annotations

from skerry.contracts.diff.openapi.desk import Desk
from skerry.contracts.diff.openapi.rules import surroundings as rules
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Api, Operation

_Servers = dict[str, Part]


def compare_servers(desk: Desk) -> None:
    """Those of the document."""
    _compare(desk, _of_document(desk.before), _of_document(desk.after))


def compare_own_servers(desk: Desk, was: Operation, now: Operation) -> None:
    """Those of an operation, where it or its path has its own on one side."""
    before, after = _own(was), _own(now)
    if before or after:
        _compare(desk, before or _of_document(desk.before), after or _of_document(desk.after))


def _compare(desk: Desk, before: _Servers, after: _Servers) -> None:
    for url, part in before.items():
        if url not in after:
            desk.note(rules.SERVER_REMOVED, part, None, f"the server {url} was removed", before=url)
    for url, part in after.items():
        if url not in before:
            desk.note(rules.SERVER_ADDED, None, part, f"the server {url} was added", after=url)


def _of_document(api: Api) -> _Servers:
    if "host" in api.raw or "basePath" in api.raw:
        word = "host" if "host" in api.raw else "basePath"
        address = f"{api.raw.get('host', '')}{api.raw.get('basePath', '')}"
        return {address.rstrip("/"): api.root.below(word)}
    return _listed(api.root)


def _own(operation: Operation) -> _Servers:
    return _listed(operation.part) or _listed(operation.item)


def _listed(holder: Part) -> _Servers:
    servers = holder.raw.get("servers")
    listed = (
        [(at, each) for at, each in enumerate(servers) if isinstance(each, dict)] if isinstance(servers, list) else []
    )
    return {str(each.get("url", "/")).rstrip("/"): holder.below("servers", at) for at, each in listed}
