"""What `skerry generate` has written: `fleet.json` (what runs), `service.json` (what a service does), `gateway.json` (what is let in).

They are read as any other manifest, though a model wrote them: what runs is what stands there, whatever the model says by now.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath, splitext
from typing import Any

from skerry.facts.fleet import Witness
from skerry.read.manifests._part import Claim, Part
from skerry.read.manifests._texts import Texts

READER = "skerry"
FLEET, SERVICE, GATEWAY = "skerry.fleet/1", "skerry.service/1", "skerry.gateway/1"
_PATH = re.compile(r"(?<=\s)[\w.-]+/[\w./-]+")
_STRENGTH = 0.97
Object = Mapping[str, Any]


def read(texts: Texts) -> Iterator[Part]:
    """A part for each service, each store, the broker and the gateway."""
    for path, fleet in documents(texts, "fleet.json", FLEET):
        base = dirname(path)
        for service in rows(fleet, "services"):
            yield _service(texts, path, base, service)
        for store in sorted({word(service, "store") for service in rows(fleet, "services")} - {""}):
            yield Part(store_name(store), at(texts, path, f'"{store}"'), 60, role="database", among=f"{READER} {base}")
        if bus := word(fleet, "bus"):
            yield Part(bus, at(texts, path, f'"{bus}"'), 60, role="broker", technology=bus, among=f"{READER} {base}")
        if gateway := word(fleet, "gateway"):
            place = Witness(normpath(join(base, gateway)), 0, READER)
            graph = splitext(basename(word(fleet, "graphql")))[0]  # the composed endpoint is a part of the gateway
            aliases = (graph,) if graph else ()
            yield Part("gateway", place, 60, aliases, role="gateway", among=f"{READER} {base}")


def store_name(store: str) -> str:
    """The node of a store, past services of the same name."""
    return f"{store}-store"


def documents(texts: Texts, name: str, schema: str) -> Iterator[tuple[str, Object]]:
    """The files of this name that are of this schema; others are not ours."""
    for file in texts.named(name):
        text = texts.of(file.path)
        if schema not in text[:4096]:
            continue
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and found.get("schema") == schema:
            yield file.path, found


def rows(of: Object, key: str) -> Iterator[Object]:
    """The objects in a list; none where there is no list."""
    found = of.get(key)
    yield from (each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()


def words(of: Object, key: str) -> Iterator[str]:
    """The texts in a list."""
    found = of.get(key)
    yield from (each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def word(of: Object, key: str) -> str:
    """A text; '' where there is none."""
    found = of.get(key)
    return found if isinstance(found, str) else ""


def number(of: Object, key: str) -> int:
    """A whole number; 0 where there is none."""
    found = of.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def at(texts: Texts, path: str, needle: str, text: str = "") -> Witness:
    """Where something stands in a file, as far as it can be found again."""
    whole = texts.of(path)
    place = whole.find(needle)
    return Witness(path, whole.count("\n", 0, place) + 1 if place >= 0 else 0, READER, text, _STRENGTH)


def _service(texts: Texts, path: str, base: str, service: Object) -> Part:
    name, port = word(service, "name"), number(service, "port")
    place = at(texts, path, f'"name": "{name}"')
    return Part(
        name,
        place,
        rank=60,
        folder=_folder(texts, base, service),
        ports=(port,) if port else (),
        replicas=number(service, "replicas"),
        claims=(Claim("encrypts", place, "mtls"),) if service.get("mtls") is True else (),
        among=f"{READER} {base}",
    )


def _folder(texts: Texts, base: str, service: Object) -> str | None:
    """Where its source is: of one that is only started, where the file is that its command names."""
    folder = normpath(join(base, word(service, "folder") or "."))
    if folder != normpath(base or "."):
        return folder
    named = (normpath(join(folder, path)) for path in _PATH.findall(f" {word(service, 'command')}"))
    return next((dirname(path) for path in named if path in texts.by_path and dirname(path)), None)


def let_in(texts: Texts) -> Iterator[tuple[str, Witness]]:
    """The services to which the gateway of a fleet leads, each with its first place."""
    for path, table in documents(texts, "gateway.json", GATEWAY):
        targets = {word(route, "service") for route in rows(table, "routes")}
        services = table.get("services")
        for name, service in services.items() if isinstance(services, dict) else ():
            if isinstance(service, dict) and service.get("whole") is True:  # everything it answers
                targets.add(name)
        for name in sorted(targets - {""}):
            yield name, at(texts, path, f'"service": "{name}"', name)
