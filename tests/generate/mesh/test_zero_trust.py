"""The zero-trust matrix of the clinic, as a mesh sees it: what it refuses, everybody refuses; what it can decide, it decides as all others.

Services and Envoy are asked the same cases for real in `tests/runtime/trust/test_matrix.py`; a case's status is what both answer.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from tests.generate.mesh import istio
from tests.generate.mesh.fleet import Caller, Document, Judge, callers, documents, meshed, questions
from tests.runtime.trust.cases import CASES, Case
from tests.runtime.trust.clinic import CHANGED
from tests.runtime.trust.people import People

from skerry.generate.gateway.envoy.routes import virtual_host
from skerry.generate.gateway.routes import table
from skerry.generate.kubernetes.meta import app
from skerry.generate.mesh.permits import judged
from skerry.generate.workloads import platform
from skerry.model.system import System
from skerry.run.issuer import Issuer
from skerry_runtime.operations import Identity
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.tokens import Untrusted, Verifier

ROLES = "envoy.filters.http.rbac"
LEFT = {  # what a mesh lets through, and only the service refuses
    "another patient's records": "which rows are his, the service knows alone",
    "another patient's, on behalf of her": "the same",
    "no claim of whom one is": "the same",
    "consent was never given": "the same",
    "consent was withdrawn": "the same",
    "nobody's physician writes nothing": "the same",
    "one row of another": "the same",
    "one row that is not there looks the same": "the same",
    "to change another": "the same",
    "to amend without consent": "the same",
    "to book for another": "the same",
    "a wrong body says nothing to who may not come in": "something of this service is public, so no token is looked at before it",
    "what writes is never public": "the same",
}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> System:
    issuer = {'issuer: "https://login.clinic.example"': 'issuer: "https://issuer.clinic.localhost"'}
    return meshed("clinic", "istio", tmp_path_factory.mktemp("clinic"), **CHANGED, **issuer)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    """Everybody with his token, as in the clinic that runs; rows are of no account here, so they are only named."""
    root = tmp_path_factory.mktemp("people")
    issuer = Issuer(root, "clinic")
    issuer.rotate()
    found = object.__new__(People)
    found.clinic = SimpleNamespace(issuer=issuer, root=root)  # type: ignore[assignment]
    found.ann, found.bob, found.cleo = (str(uuid4()) for _ in range(3))
    found.all = (found.ann, found.bob, found.cleo)
    found.desk = issuer.token("desk", ("front-desk",))
    found.physician = issuer.token("house", ("physician",), {"patients": list(found.all)})
    found.stranger = issuer.token("foreman", ("physician",), {"patients": []})
    found.nurse = issuer.token("joy", ("nurse",), {"wards": ["north"]})
    found.biller = issuer.token("bill", ("biller",))
    found.slots = [str(uuid4()) for _ in range(40)]
    found.records = {each: str(uuid4()) for each in found.all}
    return found


@pytest.fixture(scope="module")
def policies(clinic: System) -> list[Document]:
    return documents(clinic)


def status(system: System, found: list[Document], people: People, case: Case) -> int:
    """What the proxy of the service answers somebody who comes through the gateway; 200 where it lets him through."""
    edge = platform.gateway(system)
    assert edge
    claims = None
    headers = {"Authorization": f"Bearer {case.token(people)}"} if case.token(people) else {}
    headers |= case.headers(people)
    mine = [each for each in found if each["metadata"]["name"] == case.service]
    for each in (each for each in mine if each["kind"] == "RequestAuthentication"):
        (rule,) = each["spec"]["jwtRules"]
        (place,) = rule["fromHeaders"]
        said = headers.get(place["name"], "")
        if said.startswith(place["prefix"]):
            claims = _verified(people, rule, said.removeprefix(place["prefix"]))
            if claims is None:
                return istio.UNKNOWN
    asked = istio.Asked(
        f"cluster.local/ns/{edge.namespace}/sa/proxy",
        case.method,
        case.path(people),
        8080,
        claims=claims,
        headers=headers,
    )
    policies = [each for each in found if each["kind"] == "AuthorizationPolicy"]
    lets = istio.lets(istio.looked_at(policies, app(case.service), system.name), asked)
    return istio.ALLOWED if lets else istio.FORBIDDEN


def _verified(people: People, rule: Mapping[str, Any], token: str) -> dict[str, Any] | None:
    """The claims of a token that is good: signature, issuer, audience and time, as the rule has them."""
    (audience,) = rule["audiences"]
    settings = Settings(rule["issuer"], audience, str(people.clinic.issuer.published))
    try:
        found = asyncio.run(Verifier(settings).verified(token))
    except Untrusted:
        return None
    assert isinstance(found, Identity)
    return {"iss": rule["issuer"], "sub": found.subject, "roles": sorted(found.roles)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_mesh_decides_as_services_and_envoy_do(
    clinic: System, policies: list[Document], people: People, case: Case
) -> None:
    found = status(clinic, policies, people, case)
    if case.status < 400 or case.name in LEFT:
        assert found == istio.ALLOWED
    else:
        assert found in (istio.UNKNOWN, istio.FORBIDDEN)


def test_most_of_what_is_refused_is_refused_before_the_service() -> None:
    refused = [each.name for each in CASES if each.status >= 400]
    assert set(LEFT) <= set(refused) and len(refused) - len(LEFT) >= 25


class Envoy:
    """The routes of Envoy's configuration, asked who may take them."""

    def __init__(self, system: System) -> None:
        self._routes = virtual_host(table(system))["routes"]

    def lets(self, method: str, path: str, roles: tuple[str, ...] | None) -> bool:
        route = next(each for each in self._routes if self._matches(each["match"], method, path))
        rules = route.get("typed_per_filter_config", {}).get(ROLES, {}).get("rbac")
        if rules is None or "route" not in route:
            return "route" in route
        wanted = [
            principal["sourced_metadata"]["metadata_matcher"]["value"]["list_match"]["one_of"]["string_match"]["exact"]
            for policy in rules["rules"]["policies"].values()
            for principal in policy["principals"]
        ]
        return bool(set(wanted) & set(roles or ()))

    def _matches(self, match: Mapping[str, Any], method: str, path: str) -> bool:
        if "safe_regex" in match and not re.fullmatch(match["safe_regex"]["regex"], path):
            return False
        if "grpc" in match or not path.startswith(match.get("path_separated_prefix", match.get("prefix", ""))):
            return False
        known = {":method": method}
        return all(each["name"] in known and self._text(each, known[each["name"]]) for each in match.get("headers", ()))

    def _text(self, header: Mapping[str, Any], value: str) -> bool:
        said = header.get("string_match", {})
        return value == said["exact"] if "exact" in said else bool(re.fullmatch(said["safe_regex"]["regex"], value))


@pytest.mark.parametrize("name", ["shop", "clinic"])
def test_roles_open_the_same_routes_in_envoy_and_in_the_mesh(name: str, tmp_path: Path) -> None:
    """Whoever comes through the gateway; under the name of the service, where no other has the same path."""
    system = meshed(name, "istio", tmp_path)
    judge, envoy, edge = Judge(system, documents(system), "istio"), Envoy(system), platform.gateway(system)
    assert edge
    asked = 0
    for question in questions(system):
        service = system.services.get(question.target)
        if question.kind not in ("route", "internal", "pod") or service is None or not judged(system, service):
            continue
        for caller in (each for each in callers(system) if each.namespace == edge.namespace):
            at = f"/{question.target}{question.path}"
            wanted = envoy.lets(question.method, at, caller.roles)
            assert judge.lets(Caller("proxy", edge.namespace, caller.roles), question) == wanted, (caller, question)
            asked += 1
    assert asked > 100
