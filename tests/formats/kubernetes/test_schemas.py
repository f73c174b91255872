"""Schemas: what is refused, where, and what to write instead; on each version of Kubernetes that is supported."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.formats.kubernetes import documents
from skerry.formats.kubernetes.schemas import Fault, Schemas, faults
from skerry.formats.kubernetes.schemas.builtin import builtin
from skerry.formats.kubernetes.schemas.crds import of_crds
from skerry.workbench.manifests import schemas_of

HERE = Path(__file__)
SHARED = next((each for up in (4, 5) if (each := HERE.parents[up] / "shared" / "schemas").is_dir()), HERE / "nowhere")
VERSIONS = ("1.35", "1.36", "1.37")
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  selector: { matchLabels: { app: orders } }
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers: [{ name: orders, image: orders, %s }]
"""
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: queues.shop.example }
spec:
  group: shop.example
  names: { kind: Queue }
  versions:
    - name: v1
      served: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [size]
              properties:
                size: { x-kubernetes-int-or-string: true, anyOf: [{ type: integer }, { type: string }] }
                share: { type: number }
                free: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { a: { type: integer } } }
                kept: { type: string, nullable: true }
                mode: { type: string, default: fast }
                namespace: { type: string }
              x-kubernetes-validations:
                - { rule: "!has(self.share) || self.share <= 1.0", message: too much }
                - { rule: "self.mode != 'fast' || has(self.size)", message: by the default }
                - { rule: "!has(self.__namespace__) || self.__namespace__ != 'none'", message: a reserved word }
                - { rule: "self.size == oldSelf.size", message: about a change }
                - { rule: "this is not CEL", message: not to be compiled }
    - { name: v0, served: false, schema: { openAPIV3Schema: { type: object } } }
"""


def found(schemas: Schemas, text: str) -> list[Fault]:
    (resource,) = documents("a.yaml", text.encode()).resources
    return faults(schemas, resource)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_unknown_field_is_answered_with_the_nearest(version: str) -> None:
    (fault,) = found(Schemas(builtin(version)), DEPLOYMENT % "livenesProbe: {}")
    assert fault.sort == "unknown" and fault.instead == "did you mean `livenessProbe`?"
    assert fault.keys == ("spec", "template", "spec", "containers", 0, "livenesProbe")


@pytest.mark.parametrize(
    ("field", "sort", "instead"),
    [
        ("env: [{ name: A, value: 3 }]", "invalid", 'put it in quotes: "3"'),
        ("env: [{ value: a }]", "invalid", "add `name:`"),
        ("ports: [{ containerPort: http }]", "invalid", ""),
    ],
)
def test_invalid_values(field: str, sort: str, instead: str) -> None:
    assert [(each.sort, each.instead) for each in found(Schemas(builtin()), DEPLOYMENT % field)] == [(sort, instead)]


def test_a_sound_object_and_an_unknown_kind_have_no_fault() -> None:
    assert found(Schemas(builtin()), DEPLOYMENT % "tty: true") == []
    assert found(Schemas(builtin()), "apiVersion: shop.example/v1\nkind: Queue\nspec: { a: 1 }\n") == []
    assert found(Schemas(), DEPLOYMENT % "livenesProbe: {}") == []  # the extra is not installed


def test_a_version_that_is_gone_is_answered_with_the_one_that_is_there() -> None:
    (fault,) = found(Schemas(builtin()), "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: { name: a }\n")
    assert (fault.sort, fault.instead) == ("obsolete", "write `apiVersion: networking.k8s.io/v1`")


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{ size: 3, kept: null, free: { b: 1 } }", []),
        ("{ size: big, share: 1 }", []),  # 1 is a double, since the schema says `number`
        ("{ size: 3, share: 2 }", ["too much"]),
        ("{ size: 3, namespace: none }", ["a reserved word"]),
        ("{ size: [] }", ["`spec.size`: a list fits none of the forms that it may have"]),
        ("{ sise: 3, size: 3 }", ["there is no field `sise` in `spec`"]),
        ("{ share: 1 }", ["`spec` lacks `size`"]),  # and no rule is asked of what has the wrong form
    ],
)
def test_structural_schemas_and_their_rules(spec: str, expected: list[str]) -> None:
    custom = dict(of_crds(documents("crd.yaml", CRD.encode()).resources))
    assert list(custom) == [("shop.example/v1", "Queue")]
    text = f"apiVersion: shop.example/v1\nkind: Queue\nmetadata: {{ name: a }}\nspec: {spec}\n"
    assert [each.message for each in found(Schemas(custom=custom), text)] == expected


def test_schemas_are_read_from_files_that_somebody_names(tmp_path: Path) -> None:
    (tmp_path / "crd.yaml").write_text(CRD)
    folder = tmp_path / "keda.sh"
    folder.mkdir()
    (folder / "scaledobject_v1alpha1.json").write_text('{"type": "object", "properties": {"spec": {"type": "object"}}}')
    known = schemas_of([str(tmp_path)])
    assert (
        set(known.custom) == {("shop.example/v1", "Queue"), ("keda.sh/v1alpha1", "scaledobject")} and not known.problems
    )
    assert [each.sort for each in found(known, "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nspec: 3\n")] == [
        "invalid"
    ]
    wrong = schemas_of([str(tmp_path / "nowhere"), "1.2"])
    assert [each.code.id for each in wrong.problems] == ["F001", "F001"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the schemas of other projects are not here")
def test_the_rules_of_gateway_api_find_what_its_schema_lets_through() -> None:
    route = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: orders }
spec:
  parentRefs: [{ name: public }]
  rules:
    - matches: [{ path: { type: PathPrefix, value: orders } }]
      filters: [{ type: RequestRedirect, requestRedirect: { statusCode: 301 } }]
      backendRefs: [{ name: orders }]
"""
    found_ = found(schemas_of([str(SHARED / "crds")]), route)
    assert {each.sort for each in found_} == {"rule"} and len(found_) == 3
