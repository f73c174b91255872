"""Our judge of Istio's policies, case by case: a policy, a request, and whether it is let in. `test_oracle.py` asks Istio's own cases."""

from __future__ import annotations

from typing import Any

import pytest
from tests.generate.mesh.istio import Asked, lets, looked_at

FOO = "cluster.local/ns/foo/sa/sleep"


def policy(*rules: dict[str, Any], action: str = "ALLOW", **more: Any) -> dict[str, Any]:
    metadata = {"name": "httpbin", "namespace": "foo", **more}
    return {"kind": "AuthorizationPolicy", "metadata": metadata, "spec": {"action": action, "rules": list(rules)}}


def source(**said: list[str]) -> dict[str, Any]:
    return {"from": [{"source": said}]}


def operation(**said: list[str]) -> dict[str, Any]:
    return {"to": [{"operation": said}]}


def when(key: str, *values: str, **more: list[str]) -> dict[str, Any]:
    return {"when": [{"key": key, "values": list(values), **more}]}


LET_IN = {
    "no policy at all": ([], Asked(FOO)),
    "an empty rule is for everything": ([policy({})], Asked()),
    "a principal": ([policy(source(principals=[FOO]))], Asked(FOO)),
    "the end of a principal": ([policy(source(principals=["*/sa/sleep"]))], Asked(FOO)),
    "any principal": ([policy(source(principals=["*"]))], Asked(FOO)),
    "a namespace": ([policy(source(namespaces=["foo"]))], Asked(FOO)),
    "an account of the own namespace": ([policy(source(serviceAccounts=["sleep"]))], Asked(FOO, within="foo")),
    "one of several sources": ([policy({"from": [{"source": {"principals": ["x"]}}, {"source": {"namespaces": ["foo"]}}]})], Asked(FOO)),
    "a method and a path": ([policy(operation(methods=["GET"], paths=["/info*"]))], Asked(FOO, path="/info/x?y=1")),
    "one segment": ([policy(operation(paths=["/v1/{*}/x"]))], Asked(FOO, path="/v1/a/x")),
    "several segments": ([policy(operation(paths=["/v1/{**}"]))], Asked(FOO, path="/v1/a/b")),
    "a role among others": ([policy(when("request.auth.claims[roles]", "admin"))], Asked(FOO, claims={"roles": ["clerk", "admin"]})),
    "a claim within a claim": ([policy(when("request.auth.claims[a][b]", "c*"))], Asked(FOO, claims={"a": {"b": "cd"}})),
    "a header, however it is spelled": ([policy(when("request.headers[X-Foo]", "bar"))], Asked(FOO, headers={"x-foo": "bar"})),
    "a policy that is only tried": ([policy(source(principals=["x"]), annotations={"istio.io/dry-run": "true"})], Asked(FOO)),
    "not denied, and allowed": ([policy(operation(paths=["/x"]), action="DENY"), policy({})], Asked(FOO, path="/y")),
}  # fmt: skip
REFUSED = {
    "a policy without a rule": ([policy()], Asked(FOO)),
    "another principal": ([policy(source(principals=[FOO]))], Asked(FOO + "-more")),
    "nobody, where any principal is wanted": ([policy(source(principals=["*"]))], Asked()),
    "another namespace": ([policy(source(namespaces=["foo"]))], Asked("cluster.local/ns/foo-more/sa/sleep")),
    "an account of another namespace": ([policy(source(serviceAccounts=["sleep"]))], Asked(FOO, within="bar")),
    "a source that is excepted": ([policy(source(namespaces=["foo"], notPrincipals=[FOO]))], Asked(FOO)),
    "the right source with another operation": ([policy({**source(principals=[FOO]), **operation(methods=["GET"])})], Asked(FOO, "POST")),
    "a method in lower case": ([policy(operation(methods=["GET"]))], Asked(FOO, "get")),
    "a path that is excepted": ([policy(operation(notPaths=["/internal/*"]))], Asked(FOO, path="/internal/x")),
    "two segments for one": ([policy(operation(paths=["/v1/{*}/x"]))], Asked(FOO, path="/v1/a/b/x")),
    "no segment for one": ([policy(operation(paths=["/v1/{*}"]))], Asked(FOO, path="/v1/")),
    "another port": ([policy(operation(ports=["8080"]))], Asked(FOO, port=8081)),
    "no token": ([policy(when("request.auth.claims[roles]", "admin"))], Asked(FOO)),
    "another role": ([policy(when("request.auth.claims[roles]", "admin"))], Asked(FOO, claims={"roles": ["administrator"]})),
    "an excepted role": ([policy(when("request.auth.claims[roles]", "a", notValues=["b"]))], Asked(FOO, claims={"roles": ["a", "b"]})),
    "denied and allowed": ([policy(operation(paths=["/x"]), action="DENY"), policy({})], Asked(FOO, path="/x")),
}  # fmt: skip


@pytest.mark.parametrize(("policies", "asked"), LET_IN.values(), ids=list(LET_IN))
def test_let_in(policies: list[dict[str, Any]], asked: Asked) -> None:
    assert lets(looked_at(policies, {}, "foo"), asked)


@pytest.mark.parametrize(("policies", "asked"), REFUSED.values(), ids=list(REFUSED))
def test_refused(policies: list[dict[str, Any]], asked: Asked) -> None:
    assert not lets(looked_at(policies, {}, "foo"), asked)


def test_policies_are_looked_at_where_they_are_meant() -> None:
    selecting = {**policy({}), "spec": {"selector": {"matchLabels": {"app": "httpbin"}}, "rules": [{}]}}
    everywhere = policy({}, namespace="istio-system")
    assert looked_at([selecting], {"app": "httpbin", "version": "v1"}, "foo")
    assert not looked_at([selecting], {"app": "other"}, "foo") and not looked_at([selecting], {"app": "httpbin"}, "bar")
    assert looked_at([everywhere], {"app": "other"}, "bar")
