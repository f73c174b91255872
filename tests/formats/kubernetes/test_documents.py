"""Manifests as they stand in files: several documents, lists, JSON, broken ones; and where each part is written."""

from __future__ import annotations

import json

import pytest

from skerry.formats.kubernetes import Manifests, documents
from skerry.formats.kubernetes.selectors import matches

THREE = b"""\
# a comment
apiVersion: v1
kind: Service
metadata: { name: orders }
---
this: [is
broken
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: orders
    data: { a: b, a: c }
"""


def test_a_broken_document_takes_no_other_with_it() -> None:
    read = documents("shop.yaml", THREE)
    assert [each.type for each in read.resources] == ["Service", "ConfigMap"]
    assert [(each.code.id, each.span.line) for each in read.problems] == [("F002", 6)]
    assert [str(each.span) for each in read.repeated] == ["shop.yaml:16:19"]


def test_a_place_counts_from_the_top_of_the_file() -> None:
    service, config = documents("shop.yaml", THREE).resources
    assert str(service.span("metadata", "name")) == "shop.yaml:4:13"
    assert str(config.span("metadata", "name")) == "shop.yaml:15:7"
    assert str(config.span("metadata", "labels", "app")) == "shop.yaml:14:5"  # as much of the way there as is written
    assert str(config.span("spec")) == "shop.yaml:13:5"


def test_json_is_read_too() -> None:
    found = documents(
        "shop.json", json.dumps({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}).encode()
    )
    assert [each.title for each in found.resources] == ["Service a"]


@pytest.mark.parametrize(
    "text", [b"", b"---\n---\n", b"a: 1\n", b"[1, 2]", b"kind: 3\napiVersion: []\n", b"\xff\xfe", b"a: &a [*a]\n"]
)
def test_what_is_no_object_is_none(text: bytes) -> None:
    assert documents("x.yaml", text).resources == ()


@pytest.mark.parametrize(
    ("selector", "taken"),
    [
        ({}, True),
        ({"matchLabels": {"app": "orders"}}, True),
        ({"matchLabels": {"app": "order"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["orders", "stock"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["orders"]}]}, False),
        ({"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["web"]}]}, True),
        (
            {"matchExpressions": [{"key": "app", "operator": "Exists"}, {"key": "tier", "operator": "DoesNotExist"}]},
            True,
        ),
        ({"matchExpressions": [{"key": "app", "operator": "Like", "values": ["o"]}]}, False),
        ({"matchLabels": "nonsense", "matchExpressions": 3}, True),
    ],
)
def test_selectors(selector: object, taken: bool) -> None:
    assert matches(selector, {"app": "orders"}) is taken


def test_a_manifest_without_a_namespace_may_be_in_any() -> None:
    def service(namespace: str) -> bytes:
        return f"apiVersion: v1\nkind: Service\nmetadata: {{ name: orders{namespace} }}\n".encode()

    read = documents("a.yaml", service("") + b"---\n" + service(", namespace: shop"))
    known = Manifests(read.resources)
    assert [len(known.named("Service", name, "orders")) for name in ("", "shop", "web")] == [2, 2, 1]
