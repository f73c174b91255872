"""Does a running service keep to its document? Reads the document and the model, and sees that the service may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from skerry.contracts import deviation_codes as codes
from skerry.contracts.verify.client import local
from skerry.contracts.verify.deviation import Verification
from skerry.contracts.verify.generated import installed
from skerry.contracts.verify.life import UNKNOWN, life
from skerry.contracts.verify.run import Service, verify
from skerry.contracts.verify.stories.states import Life
from skerry.formats.bundle import Bundle
from skerry.formats.openapi import Api, open_api
from skerry.kernel.problem import Code, Problem, Severity
from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.model import load
from skerry.workbench.sides import side


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked: the address, the document, the model and the service in it ('' for none), how much, how long."""

    url: str
    document: str
    model: str = ""
    service: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    examples: int = 20
    seed: int = 0
    seconds: float = 60.0
    remote: bool = False
    known: Mapping[str, str] = field(default_factory=dict)


def contracts_verify(asked: Asked) -> Verification:
    """The whole answer; nothing is sent where something is wrong beforehand."""
    api, problems = _document(asked.document)
    known, unread = _life(asked)
    problems = (*problems, *unread, *_address(asked))
    if asked.examples and not installed():
        instead = "pip install 'skerry[verify]'; --max-examples 0 tells the stories alone, without it."
        problems = (*problems, _problem(codes.MISSING, "schemathesis is not installed", "pip", instead))
    if api is None or any(each.severity is Severity.ERROR for each in problems):
        return Verification(problems=problems, seed=asked.seed)
    service = Service(asked.url, asked.headers, asked.examples, asked.seed, asked.seconds, known, asked.known)
    found = verify(api, service)
    return Verification(
        found.deviations, (*problems, *found.problems), found.told, found.skipped, found.requests, found.seed
    )


def _document(name: str) -> tuple[Api | None, tuple[Problem, ...]]:
    bundle = side(name)
    if not isinstance(bundle, Bundle):
        return None, (bundle,)
    if len(bundle.names) != 1:
        instead = "Name the file of the OpenAPI document."
        return None, (_problem(codes.UNUSABLE, f"{len(bundle.names)} documents, and not one", name, instead),)
    api, problems = open_api(bundle)
    if api is not None and not api.operations:
        return None, (*problems, _problem(codes.UNUSABLE, "it has no operations", name))
    return api, problems


def _life(asked: Asked) -> tuple[Life, tuple[Problem, ...]]:
    if not asked.model:
        return UNKNOWN, ()
    loaded = load(Path(asked.model))
    services = loaded.system.services
    name = asked.service or (next(iter(services)) if len(services) == 1 else "")
    if name in services:
        return life(loaded.system, services[name]), loaded.problems
    meant = nearest(name, list(services)) if name else ""
    what = f"the model has no service {name!r}" if name else f"the model has {len(services)} services"
    instead = f"Did you mean --service {meant}?" if meant else "Say which with --service NAME."
    return UNKNOWN, (*loaded.problems, _problem(codes.UNUSABLE, what, asked.model, instead))


def _address(asked: Asked) -> tuple[Problem, ...]:
    try:
        parts = urlsplit(asked.url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        return (_problem(codes.UNREACHABLE, str(error), asked.url),)
    if parts.scheme not in ("http", "https") or not host:
        return (
            _problem(codes.UNREACHABLE, "not an address of http or https", asked.url, "As in http://127.0.0.1:8000."),
        )
    if "@" in parts.netloc or parts.query or parts.fragment:
        what = "an address with credentials, a query or a fragment"
        return (_problem(codes.UNREACHABLE, what, parts.hostname or "", "Give credentials with --header."),)
    if asked.remote or local(host):
        return ()
    instead = "--allow-remote lets it be written to. Never do that to production."
    return (_problem(codes.REMOTE, f"{host} is not this machine", asked.url, instead),)


def _problem(code: Code, what: str, place: str, instead: str = "") -> Problem:
    return Problem(code, what, Span(place), instead=instead)
