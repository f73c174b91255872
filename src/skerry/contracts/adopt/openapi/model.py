"""The text of a model with one service, and what it keeps: it is written as OpenAPI again and compared with the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from msgspec.json import encode

from skerry.contracts.adopt.adopter import Adopted, Wanted
from skerry.contracts.adopt.openapi import bare
from skerry.contracts.adopt.openapi.bare import Unsaid
from skerry.contracts.adopt.openapi.operations import Operations, version
from skerry.contracts.adopt.openapi.terms import Terms
from skerry.contracts.change import Change, Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.openapi import FORMAT
from skerry.contracts.write.openapi import document
from skerry.formats.bundle import Bundle, of_texts
from skerry.formats.openapi import Api, open_api
from skerry.kernel.garbage import uncollected
from skerry.model.load import load_texts
from skerry.model.write import Draft, DraftContext, DraftService
from skerry.model.write import write as model_text

_DOMAIN = re.compile(r"([a-z][a-z0-9-]*)\.internal\Z")


def adopt(bundle: Bundle, wanted: Wanted) -> Adopted:
    """The service behind a document. It keeps the document as its contract where the model can't say all of it."""
    api, problems = open_api(bundle)
    if api is None:
        return Adopted("", problems=problems)
    with uncollected():
        said = _house(api) if is_ours(api) else _bare(api)
        alone = _text(api, replace(wanted, contract=""), said)
        lost = _lost(bundle, alone)
    kept = bool(wanted.contract and (lost or said.left_out or said.unsaid))
    return Adopted(
        _text(api, wanted, said) if kept else alone,
        len(said.api.operations),
        len(said.types),
        kept,
        lost,
        said.unsaid,
        said.left_out,
        (*problems, *api.schemas.problems),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What the model can say: the service, but for its names, and its types; then what it can't."""

    api: DraftService
    types: Mapping[str, Mapping[str, str] | str]
    unsaid: Mapping[str, str]
    left_out: tuple[str, ...]


def is_ours(api: Api) -> bool:
    """Whether a document was written from a model, in the house style."""
    return "x-api-id" in api.info and "x-versioning" in api.raw and "x-problem-types" in api.raw


def _house(api: Api) -> _Said:
    terms = Terms(api)
    operations = Operations(api, terms)
    owns = tuple(name for name, fields in terms.types.items() if isinstance(fields, Mapping) and "id" in fields)
    draft = DraftService("", "", operations=operations.routes, auth=_auth(api), owns=owns)
    return _Said(draft, terms.types, terms.unsaid, tuple(operations.left_out))


def _bare(api: Api) -> _Said:
    unsaid = Unsaid()
    terms = bare.Terms(api, unsaid)
    operations = bare.Operations(api, terms, unsaid)
    draft = DraftService(
        "",
        "",
        operations=operations.routes,
        auth=_auth(api),
        style="bare",
        schemes={name: str(of) for name, of in operations.schemes.items()},
        needs=tuple(map(str, operations.needs)),
    )
    types = {name: of if isinstance(of, str) else dict(of) for name, of in bare.printed(terms.types)}
    return _Said(draft, types, unsaid.places, tuple(operations.left_out))


def _text(api: Api, wanted: Wanted, said: _Said) -> str:
    service = wanted.service
    home = wanted.context or service.removesuffix("-service")
    about = " ".join(str(api.info.get("title") or "").split())
    draft = replace(said.api, name=service, context=home, about=about, version=version(api), contract=wanted.contract)
    types = {home: dict(sorted(said.types.items()))} if said.types else {}
    return model_text(
        Draft(_system(api, service), contexts=(DraftContext(home, kind="supporting"),), services=(draft,), types=types)
    )


def _auth(api: Api) -> dict[str, tuple[str, ...]]:
    """The ways in, as the language names them."""
    found: dict[str, tuple[str, ...]] = {}
    for scheme in api.security_schemes.values():
        kind = str(scheme.raw.get("type"))
        if kind in ("oauth2", "openIdConnect", "http", "basic"):
            found["jwt"] = ()
        elif kind == "apiKey":
            found["api-key"] = ()
    open_to_all = any(not each.security or {} in each.security for each in api.operations.values())
    return {**found, "public": ()} if open_to_all or not found else found


def _system(api: Api, service: str) -> str:
    """The system that a document of ours names; else one of this service alone."""
    servers = api.raw.get("servers")
    for server in servers if isinstance(servers, list) else ():
        variables = server.get("variables") if isinstance(server, dict) else None
        domain = variables.get("domain") if isinstance(variables, dict) else None
        found = _DOMAIN.match(str(domain.get("default"))) if isinstance(domain, dict) else None
        if found:
            return found[1]
    return service


def _lost(bundle: Bundle, text: str) -> tuple[Change, ...]:
    """What would break for callers of the document if they met the one that is written from the model."""
    system = load_texts([("adopted.arch.yaml", text)]).system
    service = next(iter(system.services.values()))
    version = next(iter(service.api.versions.values()), None)
    written = document(system, service, version) if version else {}
    after = of_texts({f"{bundle.names[0]}.json": encode(written)})  # JSON is read far quicker than YAML
    found = FORMAT.compare(bundle, after, Options(witnesses=False))
    return tuple(change for change in found.changes if change.level is Level.BREAKING)
