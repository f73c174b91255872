"""Our judge of Istio's policies against what Istio makes of them: its own test cases, of which each is a policy and the filters it becomes.

They are not ours to keep here. `SKERRY_ISTIO_AUTHZ` names the folder (`pilot/pkg/security/authz/builder/testdata` of istio/istio); without
it nothing is asked here, and `test_judge.py` has cases of the same shape that were written for it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.generate.mesh.istio import Asked, lets, looked_at
from tests.generate.mesh.rbac import denies

Document = Mapping[str, Any]
PUBLISHED = Path(os.environ.get("SKERRY_ISTIO_AUTHZ", "nowhere"))
LABELS, NAMESPACE = {"app": "httpbin", "version": "v1"}, "foo"
CASES = {
    "http/allow-empty-rule-in.yaml": ["http/allow-empty-rule-out.yaml"],
    "http/allow-full-rule-in.yaml": ["http/allow-full-rule-out.yaml"],
    "http/allow-nil-rule-in.yaml": ["http/allow-nil-rule-out.yaml"],
    "http/allow-path-in.yaml": ["http/allow-path-out.yaml"],
    "http/audit-full-rule-in.yaml": [],
    "http/deny-and-allow-in.yaml": ["http/deny-and-allow-out1.yaml", "http/deny-and-allow-out2.yaml"],
    "http/deny-empty-rule-in.yaml": ["http/deny-empty-rule-out.yaml"],
    "http/dry-run-allow-and-deny-in.yaml": ["http/dry-run-allow-and-deny-out1.yaml", "http/dry-run-allow-and-deny-out2.yaml"],
    "http/dry-run-allow-in.yaml": ["http/dry-run-allow-out.yaml"],
    "http/dry-run-mix-in.yaml": ["http/dry-run-mix-out.yaml"],
    "http/multiple-policies-in.yaml": ["http/multiple-policies-out.yaml"],
    "http/single-policy-in.yaml": ["http/single-policy-out.yaml"],
    "http/trust-domains-in.yaml": ["http/trust-domains-out.yaml"],
}  # fmt: skip
ASKED = 4000


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="SKERRY_ISTIO_AUTHZ names no folder with Istio's own cases")
@pytest.mark.parametrize("softened", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_we_judge_as_istio_does(case: str, *, softened: bool) -> None:
    """Softened, on both sides alike: some of the cases refuse everything, and so would not tell one judge from another."""
    policies = list(yaml.safe_load_all((PUBLISHED / case).read_text()))
    filters = [yaml.safe_load((PUBLISHED / each).read_text()) for each in CASES[case]]
    if softened:
        policies, filters = [_softened(each) for each in policies], [_softened(each) for each in filters]
    mine = looked_at([each for each in policies if each], LABELS, NAMESPACE)
    for asked in _asked(mine, ASKED):
        ours, theirs = lets(mine, asked), not any(denies(each, asked) for each in filters)
        assert ours == theirs, asked


def _softened(value: Any) -> Any:
    """Without what is negated, and without the namespace of a caller, which no name of a caller in these cases has."""
    if isinstance(value, list):
        return [_softened(each) for each in value if not _hard(each)]
    if not isinstance(value, dict):
        return value
    return {
        key: _softened(each)
        for key, each in value.items()
        if key != "namespaces" and not (key.startswith("not") and isinstance(each, list))
    }


def _hard(each: Any) -> bool:
    if not isinstance(each, dict):
        return False
    inner = each.get("orIds", {}).get("ids", ())
    spaces = [one for one in inner if "/ns/" in str(one) and ")sa/" not in str(one)]
    return (
        bool({"notRule", "notId"} & each.keys())
        or each.get("key") == "source.namespace"
        or bool(inner and inner == spaces)
    )


def _asked(policies: list[Document], count: int) -> Iterator[Asked]:
    """Requests that fit a rule, or all of it but for one or two things."""
    chance = random.Random(7)
    rules = [rule or {} for each in policies for rule in (each.get("spec") or {}).get("rules") or [{}]] or [{}]
    for _ in range(count):
        rule = chance.choice(rules)
        found = Asked(principal="cluster.local/ns/foo/sa/any", within=NAMESPACE)
        settings = dict(_wanted(chance, rule))
        for _ in range(chance.choice((0, 0, 1, 2))):
            if settings:
                del settings[chance.choice(list(settings))]
        yield _with(found, settings)


def _wanted(chance: random.Random, rule: Document) -> Iterator[tuple[str, str]]:
    source = chance.choice(rule.get("from") or [{}]).get("source") or {}
    operation = chance.choice(rule.get("to") or [{}]).get("operation") or {}
    for name, values in {**source, **operation}.items():
        key = name[3].lower() + name[4:] if name.startswith("not") and chance.random() < 0.3 else name
        if values and not key.startswith("not"):
            yield key, _value(chance, str(chance.choice(values)))
    for each in rule.get("when") or ():
        word = "notValues" if chance.random() < 0.2 and each.get("notValues") else "values"
        if each.get(word):
            yield each["key"], _value(chance, str(chance.choice(each[word])))


def _value(chance: random.Random, pattern: str) -> str:
    for word in ("{**}", "{*}"):
        pattern = pattern.replace(word, chance.choice(("one", "a/b") if word == "{**}" else ("one", "two", "a/b")))
    return pattern.replace("*", chance.choice(("any", "x-y", "a")))


_PLAIN = {
    "principals": "principal", "source.principal": "principal", "methods": "method", "paths": "path", "hosts": "host",
    "connection.sni": "sni",
}  # fmt: skip
_ADDRESSES = {
    "ipBlocks": "ip",
    "source.ip": "ip",
    "remoteIpBlocks": "remote",
    "remote.ip": "remote",
    "destination.ip": "own",
}
_CALLERS = {"namespaces": "cluster.local/ns/{}/sa/any", "trustDomains": "{}/ns/foo/sa/any"}
_CALLERS["source.namespace"] = _CALLERS["namespaces"]


def _with(asked: Asked, settings: Mapping[str, str]) -> Asked:
    found: dict[str, Any] = dict(asked.__dict__)
    for key, value in settings.items():
        if key in _PLAIN:
            found[_PLAIN[key]] = value
        elif key in _ADDRESSES:
            found[_ADDRESSES[key]] = value.partition("/")[0]
        elif key in ("ports", "destination.port"):
            found["port"] = int(value)
        elif key in _CALLERS:
            found["principal"] = _CALLERS[key].format(value)
        elif key == "serviceAccounts":
            namespace, _, name = value.rpartition("/")
            found["principal"] = f"cluster.local/ns/{namespace or NAMESPACE}/sa/{name}"
        elif key.startswith("request.headers["):
            found["headers"] = {key[16:-1]: value}
    return Asked(**{**found, "claims": _claims(settings) or None})


def _claims(settings: Mapping[str, str]) -> dict[str, Any]:
    claims: dict[str, Any] = {}
    for key, value in settings.items():
        if key in ("requestPrincipals", "request.auth.principal"):
            claims["iss"], _, claims["sub"] = value.rpartition("/") if "/" in value else (value, "", "")
        elif key == "request.auth.audiences":
            claims["aud"] = [value]
        elif key == "request.auth.presenter":
            claims["azp"] = value
        elif key.startswith("request.auth.claims["):
            *outer, name = key[20:-1].split("][")
            within = claims
            for each in outer:
                within = within.setdefault(each, {})
            within[name] = [value]
    return claims
